using Clemap.Platform.Actions;
using Clemap.Platform.Database;
using Clemap.Platform.DesiredState.Rollouts;
using Clemap.Platform.GridCommands.OpenAdr;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Platform.Tests;
using Clemap.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

[assembly: AssemblyFixture(typeof(PlatformFixture))]

namespace Clemap.Platform.Tests;

/// <summary>The module on a database of its own, with its listener running, and a site with a claimed device per call of <see cref="NewSiteAsync"/>.</summary>
public sealed class PlatformFixture : IAsyncLifetime
{
    private readonly DatabaseFixture database = new();
    private ServiceProvider? services;

    public IServiceProvider Services => services ?? throw new InvalidOperationException("Not started.");

    public DatabaseConnections Connections => database.Connections;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        services = With(Connections);
        await DatabaseFixture.MigrateAsync(services, CancellationToken.None);
        foreach (var hosted in services.GetServices<IHostedService>())
            await hosted.StartAsync(CancellationToken.None);
    }

    /// <summary>The module once more, for example as another node or as another database role.</summary>
    public static ServiceProvider With(DatabaseConnections connections) => new ServiceCollection()
        .AddLogging()
        .AddSingleton(connections)
        .AddSingleton(new OpenAdrSettings(AllowPrivate: true))
        .AddClemapPlatform()
        .BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true });

    /// <summary>An organisation with one site and one claimed device.</summary>
    public async Task<TestSite> NewSiteAsync(string marker = "Sonnenhof")
    {
        var site = new TestSite(Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), "CL-" + Guid.CreateVersion7().ToString("N")[12..], "CODE-1");
        var provisioning = Services.GetRequiredService<IProvisioning>();
        await provisioning.EnsureOrganisationAsync(site.OrganisationId, marker, CancellationToken.None);
        await provisioning.EnsureSiteAsync(
            site.OrganisationId, new(site.SiteId, $"{marker} site", $"{marker} street", "Europe/Zurich"), CancellationToken.None);
        await provisioning.ClaimDeviceAsync(
            site.OrganisationId, new(site.DeviceId, site.SiteId, site.Serial, "C-04A-WL-080A-CS"), site.Code, CancellationToken.None);
        return site;
    }

    /// <summary>The same, with the site model reported, somebody invited and an API client.</summary>
    public async Task<TestSite> NewCommissionedSiteAsync(string marker = "Sonnenhof")
    {
        var site = await NewSiteAsync(marker);
        await using var scope = Services.CreateOrganisationScope(site.OrganisationId, site.DeviceId);
        var broken = await scope.ServiceProvider.GetRequiredService<SiteModels>().StoreAsync(site.Identity, TestSite.Model, CancellationToken.None);
        broken.ShouldBeNull();
        var sales = ClemapLicences.Sales(Connections);
        await sales.AddAsync(site.OrganisationId, new("floem-complete", 10, new(2020, 1, 1), null, "test"), CancellationToken.None);
        await sales.AssignAsync(site.OrganisationId, site.SiteId, CancellationToken.None);
        var rows = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        rows.Invitations.Add(new()
        {
            OrganisationId = site.OrganisationId,
            Id = Guid.CreateVersion7(),
            Email = "guest@clemap.example",
            Role = Role.Electrician,
            Language = "de",
            InvitedBy = null,
            InvitedAt = TimeProvider.System.GetUtcNow(),
        });
        var client = Guid.CreateVersion7();
        rows.ApiClients.Add(new()
        {
            OrganisationId = site.OrganisationId,
            Id = client,
            Name = "A program",
            Scopes = [ApiScope.ReadSites],
            MadeAt = TimeProvider.System.GetUtcNow(),
            MadeBy = null,
        });
        rows.ApiClientSecrets.Add(new()
        {
            OrganisationId = site.OrganisationId,
            ClientId = client,
            Id = Guid.CreateVersion7(),
            SecretHash = [1, 2, 3],
            MadeAt = TimeProvider.System.GetUtcNow(),
            ExpiresAt = TimeProvider.System.GetUtcNow().AddDays(1),
        });
        rows.MeteringGroups.Add(new() { OrganisationId = site.OrganisationId, Id = Guid.CreateVersion7(), SiteId = site.SiteId, Name = "Common", SourceIds = [Guid.CreateVersion7()] });
        rows.Actions.Add(ActionAt(site));
        AddGridCommandAt(rows, site);
        rows.SupportAccess.Add(new()
        {
            OrganisationId = site.OrganisationId,
            Id = Guid.CreateVersion7(),
            MayChange = false,
            GrantedBy = null,
            GrantedAt = TimeProvider.System.GetUtcNow(),
            EndsAt = TimeProvider.System.GetUtcNow().AddHours(1),
        });
        rows.OpenAdrConnections.Add(ConnectionOf(site));
        AddRollout(rows, site.OrganisationId, site.SiteId);
        await rows.SaveChangesAsync(CancellationToken.None);
        return site;
    }

    /// <summary>One that nobody sends any more.</summary>
    internal static ActionRow ActionAt(TestSite site) => new()
    {
        OrganisationId = site.OrganisationId,
        Id = Guid.CreateVersion7(),
        SiteId = site.SiteId,
        DeviceId = site.DeviceId,
        StationId = TestSite.Station,
        Kind = "restart",
        IssuedAt = TimeProvider.System.GetUtcNow().AddHours(-2),
        IssuedBy = null,
        ExpiresAt = TimeProvider.System.GetUtcNow().AddHours(-1),
    };

    /// <summary>One that is never due.</summary>
    private static VtnConnectionRow ConnectionOf(TestSite site) => new()
    {
        OrganisationId = site.OrganisationId,
        Id = Guid.CreateVersion7(),
        MadeAt = TimeProvider.System.GetUtcNow(),
        Name = "Supplier",
        Url = "https://vtn.clemap.example",
        TokenUrl = "https://vtn.clemap.example/auth/token",
        ClientId = "ven",
        Secret = "protected",
        SecretSince = TimeProvider.System.GetUtcNow(),
        ProgramId = "program",
        Targets = "[]",
        PollS = 60,
        Round = 0,
        NextPollAt = TimeProvider.System.GetUtcNow().AddYears(10),
    };

    /// <summary>One that is over, with what its device recorded.</summary>
    internal static void AddGridCommandAt(PlatformContext database, TestSite site)
    {
        var began = TimeProvider.System.GetUtcNow().AddDays(-2);
        var (command, target) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        database.GridCommands.Add(new()
        {
            OrganisationId = site.OrganisationId,
            Id = command,
            Scope = "charging",
            LimitA = 10,
            FromAt = began,
            UntilAt = began.AddHours(1),
            RampS = 0,
            ReturnWithinS = 300,
            Reason = "Peak",
            IssuedAt = began,
            IssuedBy = null,
        });
        database.GridTargets.Add(new()
        {
            OrganisationId = site.OrganisationId,
            Id = target,
            CommandId = command,
            SiteId = site.SiteId,
            DeviceId = site.DeviceId,
            CircuitId = null,
            AcceptedAt = began,
            BeganAt = began,
            EndedAt = began.AddHours(1),
        });
        database.Restrictions.Add(new()
        {
            OrganisationId = site.OrganisationId,
            Id = Guid.CreateVersion7(),
            SiteId = site.SiteId,
            DeviceId = site.DeviceId,
            Kind = "command",
            TargetId = target,
            BeganAt = began,
            EndedAt = began.AddHours(1),
            ChargingBeforeW = 20_000,
            ChargingDuringW = 6_000,
        });
    }

    /// <summary>One that was done, at one site.</summary>
    internal static void AddRollout(PlatformContext rows, Guid organisationId, Guid siteId)
    {
        var rollout = Guid.CreateVersion7();
        rows.Rollouts.Add(new()
        {
            OrganisationId = organisationId,
            Id = rollout,
            Change = """{"mode":"fair"}""",
            First = 1,
            Each = 1,
            Automatic = true,
            State = RolloutState.Done,
            Stage = 0,
            Step = 1,
            CreatedBy = null,
            MovedBy = null,
            CreatedAt = TimeProvider.System.GetUtcNow(),
        });
        rows.RolloutSites.Add(new()
        {
            OrganisationId = organisationId,
            RolloutId = rollout,
            SiteId = siteId,
            Place = 0,
            Stage = 0,
            State = RolloutSiteState.Unchanged,
            ChangedAt = TimeProvider.System.GetUtcNow(),
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (services is not null)
        {
            foreach (var hosted in services.GetServices<IHostedService>())
                await hosted.StopAsync(CancellationToken.None);
            await services.DisposeAsync();
        }

        await database.DisposeAsync();
    }
}
