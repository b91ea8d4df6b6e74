"""The answer that tells who the token belongs to and which functions it may call."""

from __future__ import annotations

from collections.abc import Iterable

from lti_plugin.demo.answers.shapes import RELEASE, VERSION, Json, pictures
from lti_plugin.demo.lookalike import LookAlike

FEATURES = {
    "usecomments": 1,
    "usetags": 1,
    "enablenotes": 1,
    "messaging": 1,
    "enableblogs": 1,
    "enablecompletion": 1,
    "enablebadges": 1,
    "messagingallusers": 0,
    "enablecustomreports": 1,
    "enableglobalsearch": 0,
    "mnet_dispatcher_mode": 0,
    "enablecompetencies": 1,
}


def site_info(moodle: LookAlike, functions: Iterable[str]) -> Json:
    """Answer ``core_webservice_get_site_info``."""
    account = moodle.organisation.service_account
    return {
        "sitename": moodle.organisation.name,
        "username": account.username,
        "firstname": account.first_name,
        "lastname": account.last_name,
        "fullname": account.name,
        "lang": "en",
        "userid": account.id,
        "siteurl": moodle.site.platform_url,
        "userpictureurl": pictures(moodle.site.platform_url)["profileimageurl"],
        "functions": [{"name": name, "version": VERSION} for name in functions],
        "downloadfiles": 0,
        "uploadfiles": 0,
        "release": RELEASE,
        "version": VERSION,
        "mobilecssurl": "",
        "advancedfeatures": [{"name": name, "value": value} for name, value in FEATURES.items()],
        "usercanmanageownfiles": True,
        "userquota": 104_857_600,
        "usermaxuploadfilesize": 2_097_152,
        "userhomepage": 1,
        "userprivateaccesskey": "",
        "siteid": 1,
        "sitecalendartype": "gregorian",
        "usercalendartype": "gregorian",
        "userissiteadmin": account.site_admin,
        "theme": "boost",
        "limitconcurrentlogins": 0,
        "policyagreed": 0,
    }
