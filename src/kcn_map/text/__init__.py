"""What people read and type: messages, numbers and dates, names, text as XML."""
