"""What an editor does with comments: a server for them, moderation, export, import, backup."""
