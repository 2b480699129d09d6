"""The data package inside a map: its plain form, its table schemas, and an empty atlas."""
