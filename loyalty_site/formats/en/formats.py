"""Days in English as a European shop writes them, in the back-office as everywhere."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y H:i"
TIME_FORMAT = "H:i"
