using Clemap.Platform.Database;
using Clemap.Platform.Devices;
using Clemap.Platform.Devices.Claims;
using Clemap.Platform.Devices.Manufacture;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Platform.Sites;
using Clemap.Platform.Tests.Devices.Manufacture;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Platform.Tests.Database;

/// <summary>The border between the sites of one organisation: the same two fences, each without the other.</summary>
public sealed class SiteIsolationTests(PlatformFixture platform)
{
    private static readonly string[] Filters = [ModuleDbContext.OrganisationFilter, ModuleDbContext.SiteFilter];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_level_security_alone_shows_only_the_reached_site()
    {
        var (own, other) = await TwoSitesAsync();
        await using var scope = platform.Services.CreateOrganisationScope(own.OrganisationId, null, SiteReach.Of([own.SiteId]));
        var seen = await SeenAsync(scope.ServiceProvider.GetRequiredService<PlatformContext>(), filtered: false);
        ShouldBeOnly(seen, own);
        await using var whole = platform.Services.CreateOrganisationScope(own.OrganisationId);
        (await whole.ServiceProvider.GetRequiredService<PlatformContext>().Sites.Select(site => site.Id).ToListAsync(Cancel)).ShouldBe([own.SiteId, other.SiteId], ignoreOrder: true);
    }

    [Fact]
    public async Task Query_filters_alone_show_only_the_reached_site()
    {
        var (own, other) = await TwoSitesAsync();
        await using var careless = PlatformFixture.With(platform.Connections with { App = await Fences.OpenAsync(platform.Connections, Cancel) });
        await using var scope = careless.CreateOrganisationScope(own.OrganisationId, null, SiteReach.Of([own.SiteId]));
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        ShouldBeOnly(await SeenAsync(database, filtered: true), own);
        // The counter-proof: without the filters this role sees all, and the people too.
        (await database.Sites.IgnoreQueryFilters(Filters).Select(site => site.Id).ToListAsync(Cancel)).ShouldContain(other.SiteId);
        (await database.Invitations.IgnoreQueryFilters(Filters).AnyAsync(Cancel)).ShouldBeTrue();

        var sites = scope.ServiceProvider.GetRequiredService<ISiteDirectory>();
        (await sites.FindAsync(other.SiteId, Cancel)).ShouldBeNull();
        (await sites.ListAsync(Cancel)).Select(site => site.Id).ShouldBe([own.SiteId]);
    }

    [Fact]
    public async Task Who_reaches_nothing_sees_nothing_by_either_fence()
    {
        var (own, _) = await TwoSitesAsync();
        await using var scope = platform.Services.CreateOrganisationScope(own.OrganisationId, null, SiteReach.None);
        (await SeenAsync(scope.ServiceProvider.GetRequiredService<PlatformContext>(), filtered: false)).ShouldAllBe(table => table.Value.Count == 0);
        await using var careless = PlatformFixture.With(platform.Connections with { App = await Fences.OpenAsync(platform.Connections, Cancel) });
        await using var open = careless.CreateOrganisationScope(own.OrganisationId, null, SiteReach.None);
        (await SeenAsync(open.ServiceProvider.GetRequiredService<PlatformContext>(), filtered: true)).ShouldAllBe(table => table.Value.Count == 0);
    }

    [Fact]
    public async Task Without_the_setting_the_database_shows_nothing()
    {
        var (own, _) = await TwoSitesAsync();
        await using var connection = await DatabaseFixture.OpenAsync(platform.Connections.App, Cancel);
        await using var command = new NpgsqlCommand($"select set_config('app.organisation_id', '{own.OrganisationId}', false)", connection);
        await command.ExecuteNonQueryAsync(Cancel);
        await using var count = new NpgsqlCommand("select count(*) from platform.sites", connection);
        (await count.ExecuteScalarAsync(Cancel)).ShouldBe(0L);
    }

    [Fact]
    public async Task A_device_at_another_site_cannot_be_made_or_touched()
    {
        var (own, other) = await TwoSitesAsync();
        await using var scope = platform.Services.CreateOrganisationScope(own.OrganisationId, null, SiteReach.Of([own.SiteId]));
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        (await database.Devices.IgnoreQueryFilters(Filters).ExecuteUpdateAsync(set => set.SetProperty(device => device.State, DeviceState.Suspended), Cancel)).ShouldBe(1);
        (await scope.ServiceProvider.GetRequiredService<IDevices>().ChangeAsync(other.DeviceId, DeviceAction.Suspend, Cancel)).ShouldBe(DeviceStep.NotFound);

        database.Devices.Add(new()
        {
            OrganisationId = own.OrganisationId,
            Id = Guid.CreateVersion7(),
            SiteId = other.SiteId,
            Serial = "CL-1",
            OrderNumber = "x",
            State = DeviceState.Claimed,
            OneTimeCodeHash = [],
        });
        var refused = await Should.ThrowAsync<DbUpdateException>(() => database.SaveChangesAsync(Cancel));
        refused.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task A_device_is_claimed_for_a_reached_site_only_by_the_database_too()
    {
        var (own, _) = await TwoSitesAsync();
        var (serial, free) = (FactoryFile.NewSerial(), Guid.CreateVersion7());
        (await ClemapManufacture.Of(platform.Connections).ImportAsync(FactoryFile.Of(FactoryFile.Row(serial)), Cancel)).Problems.ShouldBeEmpty();
        await platform.Services.GetRequiredService<IProvisioning>().EnsureSiteAsync(own.OrganisationId, new(free, "Free site", "Free street", "Europe/Zurich"), Cancel);
        await using (var scope = platform.Services.CreateOrganisationScope(own.OrganisationId, null, SiteReach.Of([own.SiteId])))
        {
            (await scope.ServiceProvider.GetRequiredService<IDeviceClaims>().ClaimAsync(free, serial, FactoryFile.Code, Cancel)).Outcome.ShouldBe(DeviceClaimOutcome.SiteNotFound);
            var database = scope.ServiceProvider.GetRequiredService<PlatformContext>().Database;
            var (device, entry, hash) = (Guid.CreateVersion7(), Guid.CreateVersion7(), OneTimeCode.Hash(serial, FactoryFile.Code));
            (await database.SqlQuery<string?>($"select platform.claim_device({device}, {free}, {serial}, {hash}, now(), {entry}) as \"Value\"").ToListAsync(Cancel)).ShouldBe([null]);
            var behind = await Should.ThrowAsync<PostgresException>(() => database
                .SqlQuery<string?>($"select platform.claim_device_at_any_site({device}, {free}, {serial}, {hash}, now(), {entry}) as \"Value\"").ToListAsync(Cancel));
            behind.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        }

        await using var there = platform.Services.CreateOrganisationScope(own.OrganisationId, null, SiteReach.Of([free]));
        (await there.ServiceProvider.GetRequiredService<IDeviceClaims>().ClaimAsync(free, serial, FactoryFile.Code, Cancel)).Outcome.ShouldBe(DeviceClaimOutcome.Claimed);
    }

    [Fact]
    public async Task A_licence_gives_its_options_at_the_reached_site_and_is_used_by_nobody_who_reaches_only_sites()
    {
        var (own, other) = await TwoSitesAsync();
        await using var scope = platform.Services.CreateOrganisationScope(own.OrganisationId, null, SiteReach.Of([own.SiteId]));
        var licences = scope.ServiceProvider.GetRequiredService<ILicences>();
        (await licences.HasAsync(LicenceOption.Billing, own.SiteId, Cancel)).ShouldBeTrue();
        (await licences.HasAsync(LicenceOption.Billing, Cancel)).ShouldBeTrue();
        (await licences.HasAsync(LicenceOption.Billing, other.SiteId, Cancel)).ShouldBeFalse();
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        (await database.LicenceAssignments.IgnoreQueryFilters(Filters).ExecuteDeleteAsync(Cancel)).ShouldBe(0);
        database.LicenceAssignments.Add(new()
        {
            OrganisationId = own.OrganisationId,
            LicenceId = (await database.Licences.SingleAsync(Cancel)).Id,
            SiteId = own.SiteId,
            AssignedAt = TimeProvider.System.GetUtcNow(),
        });
        var refused = await Should.ThrowAsync<DbUpdateException>(() => database.SaveChangesAsync(Cancel));
        refused.InnerException.ShouldBeOfType<PostgresException>().SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    [Fact]
    public async Task What_is_done_at_a_site_is_in_the_audit_that_it_does_not_show()
    {
        var (own, _) = await TwoSitesAsync();
        await using (var scope = platform.Services.CreateOrganisationScope(own.OrganisationId, null, SiteReach.Of([own.SiteId])))
        {
            (await scope.ServiceProvider.GetRequiredService<ISites>().ChangeAsync(own.SiteId, new(Name: "Renamed"), Cancel)).Site.ShouldNotBeNull();
            (await scope.ServiceProvider.GetRequiredService<PlatformContext>().Audit.IgnoreQueryFilters(Filters).CountAsync(Cancel)).ShouldBe(0);
        }

        await using var whole = platform.Services.CreateOrganisationScope(own.OrganisationId);
        (await whole.ServiceProvider.GetRequiredService<PlatformContext>().Audit.CountAsync(entry => entry.Action == "site.changed", Cancel)).ShouldBe(1);
    }

    [Fact]
    public async Task A_pooled_connection_forgets_which_sites_it_reached()
    {
        var (own, _) = await TwoSitesAsync();
        var single = new NpgsqlConnectionStringBuilder(platform.Connections.App) { MaxPoolSize = 1, ApplicationName = "pool of one site" }.ConnectionString;
        await using var onePool = PlatformFixture.With(platform.Connections with { App = single });
        foreach (var (reach, count) in new[] { (SiteReach.Whole, 2), (SiteReach.Of([own.SiteId]), 1), (SiteReach.None, 0), (SiteReach.Whole, 2) })
        {
            await using var scope = onePool.CreateOrganisationScope(own.OrganisationId, null, reach);
            (await scope.ServiceProvider.GetRequiredService<PlatformContext>().Sites.IgnoreQueryFilters(Filters).CountAsync(Cancel)).ShouldBe(count);
        }
    }

    // What is about the whole organisation is named by its table and must be empty.
    private static void ShouldBeOnly(Dictionary<string, List<Guid>> seen, TestSite own)
    {
        seen["sites"].ShouldBe([own.SiteId]);
        seen["devices"].ShouldBe([own.DeviceId]);
        seen["models"].ShouldBe([own.DeviceId]);
        seen["people"].ShouldBeEmpty();
        seen["people at sites"].ShouldBeEmpty();
        seen["invitations"].ShouldBeEmpty();
        seen["audit"].ShouldBeEmpty();
        seen["licences"].Count.ShouldBe(1);
        seen["licensed sites"].ShouldBe([own.SiteId]);
        seen["groups"].ShouldBe([own.SiteId]);
        seen["actions"].ShouldBe([own.SiteId]);
        seen["grid commands"].Count.ShouldBe(1);
        seen["grid targets"].ShouldBe([own.SiteId]);
        seen["restrictions"].ShouldBe([own.SiteId]);
        seen["connections"].ShouldBeEmpty();
        seen["roll-outs"].ShouldBeEmpty();
        seen["rolled-out sites"].ShouldBe([own.SiteId]);
        seen["support"].ShouldBeEmpty();
        seen["clients"].ShouldBeEmpty();
        seen["client secrets"].ShouldBeEmpty();
    }

    private static async Task<Dictionary<string, List<Guid>>> SeenAsync(PlatformContext database, bool filtered)
    {
        return new()
        {
            ["sites"] = await Rows(database.Sites).Select(row => row.Id).ToListAsync(Cancel),
            ["devices"] = await Rows(database.Devices).Select(row => row.Id).ToListAsync(Cancel),
            ["models"] = await Rows(database.SiteModels).Select(row => row.DeviceId).ToListAsync(Cancel),
            ["desired"] = await Rows(database.DesiredStates).Select(row => row.DeviceId).ToListAsync(Cancel),
            ["reported"] = await Rows(database.ReportedStates).Select(row => row.DeviceId).ToListAsync(Cancel),
            ["people"] = await Rows(database.Memberships).Select(row => row.PersonId).ToListAsync(Cancel),
            ["people at sites"] = await Rows(database.SiteMemberships).Select(row => row.PersonId).ToListAsync(Cancel),
            ["invitations"] = await Rows(database.Invitations).Select(row => row.Id).ToListAsync(Cancel),
            ["audit"] = await Rows(database.Audit).Select(row => row.Id).ToListAsync(Cancel),
            ["licences"] = await Rows(database.Licences).Select(row => row.Id).ToListAsync(Cancel),
            ["licensed sites"] = await Rows(database.LicenceAssignments).Select(row => row.SiteId).ToListAsync(Cancel),
            ["groups"] = await Rows(database.MeteringGroups).Select(row => row.SiteId).ToListAsync(Cancel),
            ["grid commands"] = await Rows(database.GridCommands).Select(row => row.Id).ToListAsync(Cancel),
            ["grid targets"] = await Rows(database.GridTargets).Select(row => row.SiteId).ToListAsync(Cancel),
            ["restrictions"] = await Rows(database.Restrictions).Select(row => row.SiteId).ToListAsync(Cancel),
            ["connections"] = await Rows(database.OpenAdrConnections).Select(row => row.Id).ToListAsync(Cancel),
            ["actions"] = await Rows(database.Actions).Select(row => row.SiteId).ToListAsync(Cancel),
            ["roll-outs"] = await Rows(database.Rollouts).Select(row => row.Id).ToListAsync(Cancel),
            ["rolled-out sites"] = await Rows(database.RolloutSites).Select(row => row.SiteId).ToListAsync(Cancel),
            ["support"] = await Rows(database.SupportAccess).Select(row => row.Id).ToListAsync(Cancel),
            ["clients"] = await Rows(database.ApiClients).Select(row => row.Id).ToListAsync(Cancel),
            ["client secrets"] = await Rows(database.ApiClientSecrets).Select(row => row.Id).ToListAsync(Cancel),
        };

        IQueryable<TRow> Rows<TRow>(IQueryable<TRow> rows)
            where TRow : class => filtered ? rows : rows.IgnoreQueryFilters(Filters);
    }

    private async Task<(TestSite Own, TestSite Other)> TwoSitesAsync()
    {
        var own = await platform.NewCommissionedSiteAsync("Own");
        var other = own with { SiteId = Guid.CreateVersion7(), DeviceId = Guid.CreateVersion7(), Serial = "CL-" + Guid.CreateVersion7().ToString("N")[12..] };
        var provisioning = platform.Services.GetRequiredService<IProvisioning>();
        await provisioning.EnsureSiteAsync(other.OrganisationId, new(other.SiteId, "Other site", "Other street", "Europe/Zurich"), Cancel);
        await provisioning.ClaimDeviceAsync(other.OrganisationId, new(other.DeviceId, other.SiteId, other.Serial, "C-04A-WL-080A-CS"), other.Code, Cancel);
        await using var scope = platform.Services.CreateOrganisationScope(other.OrganisationId, other.DeviceId);
        (await scope.ServiceProvider.GetRequiredService<SiteModels>().StoreAsync(other.Identity, TestSite.Model, Cancel)).ShouldBeNull();
        await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(own.OrganisationId, Guid.CreateVersion7(), Role.Owner, Cancel);
        var rows = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        var sale = await ClemapLicences.Sales(platform.Connections).AddAsync(other.OrganisationId, new("floem-billing", 10, new(2020, 1, 1), null, "of the other"), Cancel);
        rows.LicenceAssignments.Add(new()
        {
            OrganisationId = other.OrganisationId,
            LicenceId = sale.LicenceId!.Value,
            SiteId = other.SiteId,
            AssignedAt = TimeProvider.System.GetUtcNow(),
        });
        rows.MeteringGroups.Add(new() { OrganisationId = own.OrganisationId, Id = Guid.CreateVersion7(), SiteId = other.SiteId, Name = "Of the other", SourceIds = [Guid.CreateVersion7()] });
        rows.Actions.Add(PlatformFixture.ActionAt(other));
        PlatformFixture.AddGridCommandAt(rows, other);
        PlatformFixture.AddRollout(rows, other.OrganisationId, other.SiteId);
        rows.SiteMemberships.Add(new()
        {
            OrganisationId = own.OrganisationId,
            PersonId = Guid.CreateVersion7(),
            SiteId = own.SiteId,
            Role = Role.Electrician,
            Since = TimeProvider.System.GetUtcNow(),
        });
        await rows.SaveChangesAsync(Cancel);
        return (own, other);
    }
}
