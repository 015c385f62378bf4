namespace Clemap.Portal.Resources;

// Each names a set of texts: Shell.resx (English), Shell.de.resx, Shell.fr.resx, Shell.it.resx and so on.

internal sealed class Shell;

internal sealed class SiteTexts;

internal sealed class Reasons;

internal sealed class BillingTexts;

internal sealed class PeopleTexts;

internal sealed class AuditTexts;

internal sealed class DevicesTexts;

internal sealed class ClaimTexts;

internal sealed class ClientsTexts;

internal sealed class LicenceTexts;

internal sealed class SupportTexts;

internal sealed class OrganisationTexts;

internal sealed class GroupTexts;

internal sealed class GridTexts;

internal sealed class ActionTexts;

internal sealed class ControlTexts;

internal sealed class RolloutTexts;

internal sealed class OpenAdrTexts;

internal sealed class ChartTexts;

internal sealed class HistoryTexts;

internal sealed class SessionTexts;
internal sealed class AlarmPageTexts;

internal sealed class FleetTexts;

internal sealed class ResidentTexts;

internal sealed class OwnChargingTexts;
