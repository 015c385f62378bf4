using System.Collections.Frozen;
using System.Security.Claims;

namespace Clemap.Platform.Organisations;

/// <summary>What can be allowed. Each is also the name of an authorization policy for endpoints and pages.</summary>
public static class Permission
{
    /// <summary>See sites, live values, limits.</summary>
    public const string ViewSites = "sites.view";

    /// <summary>Change limits and priorities.</summary>
    public const string ControlLoad = "load.control";

    /// <summary>Have something done once at stations: identify, restart, lock, unlock, start and stop sessions.</summary>
    public const string OperateStations = "stations.operate";

    /// <summary>Have sites take less for a while, for the grid: give and take back load reductions.</summary>
    public const string ReduceLoad = "load.reduce";

    /// <summary>Connect the organisation to OpenADR servers, whose events then reduce load.</summary>
    public const string ConnectGrid = "grid.connect";

    /// <summary>Change limits and priorities of many sites at once; it is of the organisation.</summary>
    public const string ControlManySites = "load.control-many";

    /// <summary>Say of an alarm that somebody looks after it.</summary>
    public const string AcknowledgeAlarms = "alarms.acknowledge";

    /// <summary>Say who hears of alarms.</summary>
    public const string ManageNotifications = "notifications.manage";

    /// <summary>See billing runs and invoices and fetch their documents.</summary>
    public const string ViewBilling = "billing.view";

    /// <summary>Start billing runs, and keep what they rest on: residents with their cards and parking spaces.</summary>
    public const string RunBilling = "billing.run";

    /// <summary>Fetch SDAT documents of released metering points.</summary>
    public const string ExportSdat = "sdat.export";

    /// <summary>See who is in the organisation, invite, change roles, remove.</summary>
    public const string ManagePeople = "people.manage";

    /// <summary>See who did what, and fetch it.</summary>
    public const string ViewAudit = "audit.view";

    /// <summary>Claim devices for sites.</summary>
    public const string ClaimDevices = "devices.claim";

    /// <summary>Suspend, resume, retire and hand over devices.</summary>
    public const string ManageDevices = "devices.manage";

    /// <summary>See one's own charging and invoices; it reaches no site.</summary>
    public const string OwnCharging = "charging.own";

    /// <summary>Make sites.</summary>
    public const string CreateSites = "sites.create";

    /// <summary>Change name, address and time zone of sites.</summary>
    public const string ManageSites = "sites.manage";

    /// <summary>Make API clients and their secrets, revoke, end.</summary>
    public const string ManageClients = "clients.manage";

    /// <summary>See licences and use them for sites.</summary>
    public const string ManageLicences = "licences.manage";

    /// <summary>Rename the organisation; make organisations below it and let them go.</summary>
    public const string ManageOrganisation = "organisation.manage";

    /// <summary>Let platform support in, and out.</summary>
    public const string GrantSupport = "support.grant";

    /// <summary>Not a person: the policy of endpoints that only an enrolled device may call.</summary>
    public const string Device = "device";

    private static readonly FrozenDictionary<string, FrozenSet<string>> ByRole = new Dictionary<string, FrozenSet<string>>
    {
        [Role.Owner] = Set(ViewSites, AcknowledgeAlarms, ManageNotifications, ViewBilling, RunBilling, ExportSdat, ManagePeople, ViewAudit, ManageDevices, ClaimDevices, CreateSites, ManageSites, ManageClients, ManageLicences, GrantSupport, ManageOrganisation),
        [Role.Administrator] = Set(ViewSites, AcknowledgeAlarms, ManageNotifications, ControlLoad, ControlManySites, OperateStations, ReduceLoad, ConnectGrid, ViewBilling, RunBilling, ManagePeople, ViewAudit, ManageDevices, ClaimDevices, CreateSites, ManageSites, ManageClients, ManageLicences, GrantSupport, ManageOrganisation),
        [Role.Electrician] = Set(ViewSites, OperateStations, AcknowledgeAlarms, ClaimDevices),
        [Role.EnergySupplier] = Set(ExportSdat, ReduceLoad, ConnectGrid),
        [Role.SupportRead] = Set(ViewSites, ViewAudit),
        [Role.SupportChange] = Set(ViewSites, AcknowledgeAlarms, ViewAudit, ControlLoad, OperateStations, ManageDevices, ManageSites),
        [Role.Resident] = Set(OwnCharging),
    }.ToFrozenDictionary();

    /// <summary>Of people, and some of them of API clients; <see cref="Device"/> is apart.</summary>
    public static IReadOnlyList<string> OfPeople { get; } =
        [ViewSites, AcknowledgeAlarms, ManageNotifications, ControlLoad, ControlManySites, OperateStations, ReduceLoad, ConnectGrid, ViewBilling, RunBilling, ExportSdat, ManagePeople, ViewAudit, ManageDevices, ClaimDevices, OwnCharging, CreateSites, ManageSites, ManageClients, ManageLicences, GrantSupport, ManageOrganisation];

    /// <summary>What a role at a site gives there. The others are about the organisation: no site gives them.</summary>
    public static IReadOnlyList<string> AtSites { get; } = [ViewSites, AcknowledgeAlarms, ControlLoad, OperateStations, ReduceLoad, ViewBilling, RunBilling, ExportSdat, ManageDevices, ClaimDevices, ManageSites];

    /// <summary>True if the role may; an unknown role may nothing.</summary>
    public static bool Allows(string role, string permission) => ByRole.TryGetValue(role, out var set) && set.Contains(permission);

    /// <summary>True if one of the person's roles may, in the organisation or at one of its sites, or one of the API client's scopes.</summary>
    public static bool Allows(ClaimsPrincipal caller, string permission) => InTheWhole(caller, permission) || ReachOf(caller, permission).Sites.Count > 0;

    /// <summary>True if one of the person's roles may at this site.</summary>
    public static bool AllowsAt(ClaimsPrincipal person, string permission, Guid siteId) => ReachOf(person, permission).Includes(siteId);

    /// <summary>Where the caller may: the whole organisation if a role in it, or a scope of the API client, allows it, else the sites whose roles do.</summary>
    public static SiteReach ReachOf(ClaimsPrincipal caller, string permission)
    {
        if (InTheWhole(caller, permission))
            return permission != OwnCharging ? SiteReach.Whole : caller.SubjectId() is { } person ? SiteReach.Own(person) : SiteReach.None;
        return AtSites.Contains(permission) && !ApiScope.IsClient(caller)
            ? SiteReach.Of(SiteRole.Of(caller).Where(role => Role.AtSites.Contains(role.Role) && Allows(role.Role, permission)).Select(role => role.SiteId))
            : SiteReach.None;
    }

    private static bool InTheWhole(ClaimsPrincipal caller, string permission) => ApiScope.IsClient(caller)
        ? ApiScope.Of(caller).Any(scope => ApiScope.PermissionOf(scope) == permission)
        : caller.FindAll(ClemapClaims.Role).Any(claim => Allows(claim.Value, permission));

    private static FrozenSet<string> Set(params string[] permissions) => permissions.ToFrozenSet();
}
