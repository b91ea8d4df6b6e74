"""The sentences that a failed job's line is made of; a test compares them with what is raised."""

from __future__ import annotations

from lti_plugin.store.notices import N_

# What happened. Of two that fit, the first is told, so the more exact one comes first.
REASONS = (
    N_("The certificate of %(host)s is not accepted."),
    N_("The name %(host)s cannot be found."),
    N_("The connection to %(host)s broke off."),
    N_("The answer of %(host)s is damaged."),
    N_("%(host)s does not answer in time."),
    N_("%(host)s does not accept a connection."),
    N_("%(host)s sent an answer of more than %(size)s; it was not read."),
    N_("The answer is not JSON."),
    N_("This is not a web address."),
    N_("This web address names no host."),
    N_("Only addresses that start with http:// or https:// are allowed."),
    N_("A web address with a user name or password in it is not allowed."),
    N_("The address at %(host)s is not encrypted."),
    N_("%(host)s is not a host name."),
    N_("%(host)s points to an address inside a private network."),
    N_("Moodle's web services are switched off."),
    N_("Moodle is in maintenance mode."),
    N_("The server is overloaded or broken (HTTP %(status)s)."),
    N_("Something in front of Moodle refuses the request (HTTP %(status)s)."),
    N_("Moodle broke off with an internal error (HTTP %(status)s)."),
    N_("There is no web service of Moodle at this address (HTTP %(status)s)."),
    N_("The address leads elsewhere (HTTP %(status)s)."),
    N_("Moodle does not accept the token."),
    N_("The service account may not use web services: %(words)s."),
    N_("Moodle refuses the function %(function)s."),
    N_("This Moodle has no function %(function)s."),
    N_("The service account lacks the right “%(right)s” for %(function)s: %(words)s"),
    N_("The service account lacks a right for %(function)s: %(words)s"),
    N_("Moodle refuses a parameter of %(function)s: %(words)s"),
    N_("Moodle reports an error in %(function)s: %(words)s"),
    N_("The answer to %(function)s is a page or a text, not the data of a web service."),
    N_("The answer to %(function)s is not in the form that Moodle uses."),
    N_("The answer is not the one of Moodle's web service."),
    N_("No report of ratings is set for this site."),
    N_("No report is set for this site."),
    N_("Moodle has no report with the number %(number)s."),
    N_("The report cannot be read: %(words)s"),
    N_("The report lacks the column %(columns)s."),
    N_("The report of ratings lacks the column %(columns)s."),
    N_("The report names people in ways that Moodle does not show to the service account."),
    N_(
        "Moodle no longer tells the courses of person %(person)s, which it told before: the "
        "service account has lost a right meanwhile."
    ),
    N_("Another process runs the %(kind)s job of this site."),
    N_("No worker runs in this process."),
    N_("The worker lost its database connection."),
    N_("It ended unexpectedly (%(kind)s)."),
    N_("The training input could not be written: %(words)s."),
    N_("The training input in %(place)s cannot be read: %(words)s"),
    N_("The training took too long and was ended; the model in use is unchanged."),
    N_(
        "The training process was ended by signal %(number)s; if memory was short, give the "
        "machine more and train again."
    ),
    N_("The training process ended with code %(number)s and no message."),
    N_(
        "The new model could not be written to %(place)s: %(words)s. Free some space or correct "
        "the folder's rights, then train again; the model in use is unchanged."
    ),
    N_("The models in %(place)s cannot be read: %(words)s."),
    N_("The model in %(place)s does not fit together: %(words)s."),
    N_("The model in %(place)s does not fit together."),
    N_("The model in %(place)s is incomplete."),
    N_("The model in %(place)s is of another version."),
    N_("The model in %(place)s is damaged: %(words)s."),
    N_("The model in %(place)s is damaged."),
)
# What to do about it.
HINTS = (
    N_("Try again later."),
    N_("Start it again."),
    N_("Train again to replace it."),
    N_("Correct the file and import it again."),
    N_("Wait until it is done."),
    N_("Check the address and that this machine can reach it."),
    N_("Use a public address, or allow this host in FINGERPOST_ALLOWED_HOSTS."),
    N_("Use an address that starts with https://, or name this host in FINGERPOST_ALLOWED_HOSTS."),
    N_("Renew the certificate, or add its authority to this machine's trusted ones."),
    N_("Check that the address is the one of the service and not of a download."),
    N_("Check that the address is the one of the service."),
    N_("Use the address %(address)s instead."),
    N_("Give the address of Moodle's front page, as it stands in the browser's address bar."),
    N_("Switch on web services and the REST protocol in Moodle's site administration."),
    N_("Try again when the maintenance is over."),
    N_("Make a new token in Moodle and give it on the page “Connect” or by `fingerpost site add`."),
    N_("Add the function to the external service in Moodle."),
    N_(
        "Add %(function)s to the external service, and check that the service is enabled, the "
        "token has not expired and this machine's address is allowed."
    ),
    N_("Moodle 4.5 or later is needed."),
    N_("Give the service account's role the named capability."),
    N_("Allow %(rights)s in the role of the service account."),
    N_("Add the service account to the audience of the report in Moodle."),
    N_("This is likely a difference between Moodle versions; please report it."),
    N_("Add the named columns to the report in Moodle."),
    N_("Look up the report's number at the end of its address."),
    N_("Make one and set its number."),
    N_("Confirm or reactivate the service account in Moodle."),
    N_("Allow this machine to reach /webservice/rest/server.php."),
    N_("Look into the error log of Moodle's web server."),
    N_("Free some space in FINGERPOST_DATA_DIR."),
    N_("Raise FINGERPOST_TRAIN_MINUTES."),
)
