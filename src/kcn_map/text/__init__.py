"""Text for people: messages, numbers and dates, names, text as XML."""
