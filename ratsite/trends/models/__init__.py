from ratsite.trends.models.official import OfficialFigure, OfficialRelease

__all__ = ["OfficialFigure", "OfficialRelease"]
