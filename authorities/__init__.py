"""One profile per authority and federal law, as dated data. Ask `authorities.service`."""
