"""Mail: messages taken apart, mailboxes read, reminders written and sent. Mail is hostile: see `limits`."""
