"""How others use Titelweg: over HTTP only, importing nothing of the product."""
