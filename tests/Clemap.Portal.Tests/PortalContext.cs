using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Clemap.Billing.Energy;
using Clemap.Billing.Invoices;
using Clemap.Billing.OwnCharging;
using Clemap.Billing.Residents;
using Clemap.Billing.Sdat;
using Clemap.Billing.Sessions;
using Clemap.Platform.Actions;
using Clemap.Platform.Audit;
using Clemap.Platform.Clients;
using Clemap.Platform.DesiredState;
using Clemap.Platform.DesiredState.Rollouts;
using Clemap.Platform.Devices;
using Clemap.Platform.Devices.Claims;
using Clemap.Platform.Devices.Transfers;
using Clemap.Platform.Invitations;
using Clemap.Platform.GridCommands;
using Clemap.Platform.GridCommands.OpenAdr;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Platform.Sites.Groups;
using Clemap.Platform.Support;
using Clemap.Portal.Layout;
using Clemap.Portal.SignIn;
using Clemap.Telemetry.LiveFeed;
using Clemap.Telemetry.Readings;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using MudBlazor.Services;

namespace Clemap.Portal.Tests;

/// <summary>A circuit with a person of one role in it, around small in-memory versions of the contracts that the pages use.</summary>
internal sealed class PortalContext : BunitContext
{
    private const string Session = "session-of-the-test";
    private BunitAuthorizationContext? _person;

    public PortalContext(string role = Role.Administrator, string culture = "en-CH")
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        (Sites, Fleet) = (new(World), new(World));
        JSInterop.Mode = JSRuntimeMode.Loose;
        Clock = new FakeTimeProvider(World.Now);
        Services.AddLocalization().AddMudServices().AddMemoryCache().AddDistributedMemoryCache();
        Services.AddSingleton<TimeProvider>(Clock);
        Services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        Services.AddSingleton<PortalSessions>().AddSingleton<StandingRights>().AddScoped<PortalScope>().AddScoped<SupportChange>();
        Services.AddScoped<IOrganisationContext, Organisation>();
        Services.AddSingleton<ISignIns>(World).AddSingleton<IMemberships>(World).AddSingleton<ISiteDirectory>(World).AddSingleton<ISiteChanges>(World);
        Services.AddSingleton<IDesiredStates>(World).AddSingleton<IDesiredStateHistory>(World).AddSingleton<ILiveFeed>(World);
        Services.AddSingleton<IBillingRuns>(Billing).AddSingleton<ISdatPeriods>(Billing);
        Services.AddSingleton<IMembers>(People).AddSingleton<IInvitations>(People);
        Services.AddScoped<RequestOrigin>().AddSingleton<IAudit>(Audit).AddSingleton<IDevices>(Devices).AddSingleton<ISites>(Sites).AddSingleton<ISupportAccess>(Support).AddSingleton<IMeteringGroups>(Groups).AddSingleton<IOrganisations>(Organisations).AddSingleton<IApiClients>(Clients);
        Services.AddSingleton<IDeviceClaims>(Devices).AddSingleton<IDeviceTransfers>(Devices);
        Services.AddSingleton<ILicences>(Licences);
        Services.AddSingleton<IGridCommands>(Grid).AddSingleton<IRestrictions>(Grid).AddSingleton<IRollouts>(Rollouts).AddSingleton<IActions>(Grid).AddSingleton<IOpenAdr>(OpenAdr);
        Services.AddSingleton<ISiteEnergy>(Energy).AddSingleton<ISiteCurves>(Energy).AddSingleton<ISessions>(Energy).AddSingleton<IResidents>(Residents).AddSingleton<IOwnCharging>(OwnCharging);
        Services.AddScoped(services => Alarms.In(services.GetRequiredService<IOrganisationContext>())).AddSingleton<IPeople>(Alarms);
        Services.AddScoped(services => Fleet.In(services.GetRequiredService<IOrganisationContext>()));
        World.Roles.Add(role);
        SignIn(role);
        SetRendererInfo(new RendererInfo("Server", isInteractive: true));
    }

    public World World { get; } = new();

    public BillingWorld Billing { get; } = new();

    public ResidentsWorld Residents { get; } = new();

    public OwnChargingWorld OwnCharging { get; } = new();

    public EnergyWorld Energy { get; } = new();

    public OpenAdrWorld OpenAdr { get; } = new();

    public PeopleWorld People { get; } = new();

    public DevicesWorld Devices { get; } = new();

    public SupportWorld Support { get; } = new();

    public GroupsWorld Groups { get; } = new();

    public OrganisationsWorld Organisations { get; } = new();

    public SitesWorld Sites { get; }

    public FleetWorld Fleet { get; }

    public AlarmsWorld Alarms { get; } = new();

    public ClientsWorld Clients { get; } = new();

    public LicencesWorld Licences { get; } = new();

    public RolloutWorld Rollouts { get; } = new();

    public AuditWorld Audit { get; } = new();

    public GridWorld Grid { get; } = new();

    public FakeTimeProvider Clock { get; }

    /// <summary>A person who is this at one site only.</summary>
    public static PortalContext AtSite(Guid siteId, string role)
    {
        var portal = new PortalContext();
        portal.World.Roles.Clear();
        portal.World.Elsewhere.Add(new Membership(World.OrganisationId, "Immobilien Sonnenhof AG", role, siteId));
        portal._person!.SetClaims(
            new Claim(ClemapClaims.Subject, World.PersonId.ToString()),
            new Claim(ClemapClaims.Organisation, World.OrganisationId.ToString()),
            new Claim(ClemapClaims.SiteRole, new SiteRole(siteId, role).ToString()),
            new Claim(PortalSessions.SessionClaim, Session));
        return portal;
    }

    /// <summary>As when the person signs out in another tab.</summary>
    public void EndSession() => Services.GetRequiredService<IDistributedCache>().Remove("portal-session:" + Session);

    private void SignIn(string role)
    {
        var person = _person = this.AddAuthorization();
        person.SetAuthorized("Regula Frei");
        person.SetClaims(
            new Claim(ClemapClaims.Subject, World.PersonId.ToString()),
            new Claim(ClemapClaims.Organisation, World.OrganisationId.ToString()),
            new Claim(ClemapClaims.Role, role),
            new Claim(PortalSessions.SessionClaim, Session));
        person.SetPolicies([.. Permission.OfPeople.Where(permission => Permission.Allows(role, permission))]);
        Services.GetRequiredService<IDistributedCache>().SetString("portal-session:" + Session, "stands");
    }

    private sealed class Organisation : IOrganisationContext
    {
        public Guid? OrganisationId { get; private set; }

        public Guid? ActorId { get; private set; }

        public SiteReach Reach { get; private set; } = SiteReach.None;

        public void Enter(Guid organisationId, Guid? actorId, SiteReach reach) => (OrganisationId, ActorId, Reach) = (organisationId, actorId, reach);
    }
}
