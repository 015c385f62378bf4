namespace Clemap.Platform.Audit;

/// <summary>The words for what was done. The portal has a sentence for each; a word is never renamed, since old entries keep it.</summary>
public static class AuditAction
{
    public const string AccessRefused = "access.refused";
    public const string AuditExported = "audit.exported";
    public const string DocumentFetched = "document.fetched";
    public const string BillingRunStarted = "billing-run.started";
    public const string ResidentDataCopied = "resident.data-copied";
    public const string ResidentSaved = "resident.saved";
    public const string ResidentRemoved = "resident.removed";
    public const string ResidentErased = "resident.erased";
    public const string ResidentSignedIn = "resident.signed-in";
    public const string SessionStarted = "session.started";
    public const string SessionEnded = "session.ended";
    public const string DesiredStateChanged = "desired-state.changed";
    public const string RolloutStarted = "roll-out.started";
    public const string RolloutContinued = "roll-out.continued";
    public const string RolloutStopped = "roll-out.stopped";
    public const string RolloutUndone = "roll-out.undone";
    public const string DesiredStateInForce = "desired-state.in-force";
    public const string DesiredStateRefused = "desired-state.refused";
    public const string ActionOrdered = "action.ordered";
    public const string ActionCancelled = "action.cancelled";
    public const string ActionEnded = "action.ended";
    public const string GridCommandGiven = "grid-command.given";
    public const string GridCommandCancelled = "grid-command.cancelled";
    public const string OpenAdrMade = "openadr.made";
    public const string OpenAdrChanged = "openadr.changed";
    public const string OpenAdrEnded = "openadr.ended";
    public const string SiteModelReported = "site-model.reported";
    public const string OrganisationCreated = "organisation.created";
    public const string OrganisationRenamed = "organisation.renamed";
    public const string OrganisationReleased = "organisation.released";
    public const string SupportGranted = "support.granted";
    public const string SupportRevoked = "support.revoked";
    public const string SiteCreated = "site.created";
    public const string SiteChanged = "site.changed";
    public const string MeteringGroupSaved = "metering-group.saved";
    public const string MeteringGroupDeleted = "metering-group.deleted";
    public const string AlarmAcknowledged = "alarm.acknowledged";
    public const string QuarterHoursEntered = "quarter-hours.entered";
    public const string QuarterHoursWithdrawn = "quarter-hours.withdrawn";
    public const string WebhookMade = "webhook.made";
    public const string WebhookChanged = "webhook.changed";
    public const string WebhookEnded = "webhook.ended";
    public const string WebhookSecretChanged = "webhook.secret-changed";
    public const string WebhookSentAgain = "webhook.sent-again";
    public const string WebhookPaused = "webhook.paused";
    public const string AlarmMailChanged = "alarm-mail.changed";
    public const string DeviceClaimed = "device.claimed";
    public const string DeviceClaimRefused = "device.claim-refused";
    public const string DeviceTransferOffered = "device.transfer-offered";
    public const string DeviceTransferWithdrawn = "device.transfer-withdrawn";
    public const string DeviceTransferred = "device.transferred";
    public const string DeviceSuspended = "device.suspended";
    public const string DeviceReleased = "device.released";
    public const string DeviceRetired = "device.retired";
    public const string DeviceKeyAdded = "device.key-added";
    public const string DeviceKeyChanged = "device.key-changed";
    public const string InvitationSent = "invitation.sent";
    public const string InvitationWithdrawn = "invitation.withdrawn";
    public const string InvitationAccepted = "invitation.accepted";
    public const string MemberRolesChanged = "member.roles-changed";
    public const string MemberRemoved = "member.removed";

    public const string PasskeyAdded = "passkey.added";
    public const string PasskeyRemoved = "passkey.removed";
    public const string ExternalSignInLinked = "external-sign-in.linked";
    public const string ExternalSignInUnlinked = "external-sign-in.unlinked";
    public const string ClientMade = "client.made";
    public const string ClientSecretAdded = "client.secret-added";
    public const string ClientSecretRevoked = "client.secret-revoked";
    public const string ClientEnded = "client.ended";
    public const string ClientRefused = "client.refused";
    public const string LicenceAdded = "licence.added";
    public const string LicenceAssigned = "licence.assigned";
    public const string LicenceUnassigned = "licence.unassigned";

    public static IReadOnlyList<string> All { get; } =
    [
        AccessRefused, AuditExported, DocumentFetched, BillingRunStarted, ResidentSaved, ResidentRemoved, ResidentSignedIn, ResidentDataCopied, ResidentErased, SessionStarted, SessionEnded,
        RolloutStarted, RolloutContinued, RolloutStopped, RolloutUndone,
        DesiredStateChanged, DesiredStateInForce, DesiredStateRefused, SiteModelReported, ActionOrdered, ActionCancelled, ActionEnded, GridCommandGiven, GridCommandCancelled, OpenAdrMade, OpenAdrChanged, OpenAdrEnded,
        AlarmAcknowledged, AlarmMailChanged, WebhookMade, WebhookChanged, WebhookEnded, WebhookSecretChanged, WebhookSentAgain, WebhookPaused,
        SiteCreated, SiteChanged, MeteringGroupSaved, MeteringGroupDeleted, QuarterHoursEntered, QuarterHoursWithdrawn, SupportGranted, SupportRevoked, OrganisationCreated, OrganisationRenamed, OrganisationReleased,
        DeviceClaimed, DeviceClaimRefused, DeviceTransferOffered, DeviceTransferWithdrawn, DeviceTransferred, DeviceSuspended, DeviceReleased, DeviceRetired, DeviceKeyAdded, DeviceKeyChanged,
        InvitationSent, InvitationWithdrawn, InvitationAccepted, MemberRolesChanged, MemberRemoved,
        PasskeyAdded, PasskeyRemoved, ExternalSignInLinked, ExternalSignInUnlinked,
        ClientMade, ClientSecretAdded, ClientSecretRevoked, ClientEnded, ClientRefused,
        LicenceAdded, LicenceAssigned, LicenceUnassigned,
    ];
}
