from ratsite.trends.models.briefing import Briefing, BriefingUse
from ratsite.trends.models.official import OfficialFigure, OfficialRelease

__all__ = ["Briefing", "BriefingUse", "OfficialFigure", "OfficialRelease"]
