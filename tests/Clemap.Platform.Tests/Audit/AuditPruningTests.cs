using Clemap.Platform.Audit;
using Clemap.Platform.Database;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Clemap.Platform.Tests.Audit;

public sealed class AuditPruningTests(PlatformFixture platform)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Entries_OlderThanConfigured_GoInEachOrganisation_AndTheOthersStay()
    {
        TestSite[] sites = [await platform.NewSiteAsync(), await platform.NewSiteAsync()];
        var now = TimeProvider.System.GetUtcNow();
        foreach (var site in sites)
        {
            await AddAsync(site, now.AddDays(-91), "old");
            await AddAsync(site, now.AddDays(-89), "young");
        }

        var pruning = new AuditPruning(platform.Connections, new AuditSettings(90), TimeProvider.System, NullLogger<AuditPruning>.Instance);
        await pruning.RunAsync(Cancel);
        await pruning.RunAsync(Cancel);

        foreach (var site in sites)
        {
            await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
            var left = await scope.ServiceProvider.GetRequiredService<PlatformContext>().Audit.Select(row => row.Action).ToListAsync(Cancel);
            left.ShouldContain("young");
            left.ShouldContain(AuditAction.DeviceClaimed);
            left.ShouldNotContain("old");
        }
    }

    [Theory]
    [InlineData("update platform.audit set action = 'x'")]
    [InlineData("truncate platform.audit")]
    public async Task Entry_IsNotChangedEvenByTheOwnerOfTheTable(string sql)
    {
        await platform.NewSiteAsync();
        await using var connection = await DatabaseFixture.OpenAsync(platform.Connections.Migrator, Cancel);
        await using var command = new NpgsqlCommand(sql, connection);
        (await Should.ThrowAsync<PostgresException>(() => command.ExecuteNonQueryAsync(Cancel))).MessageText.ShouldContain("only ever added to");
    }

    private async Task AddAsync(TestSite site, DateTimeOffset at, string action)
    {
        await using var scope = platform.Services.CreateOrganisationScope(site.OrganisationId);
        var database = scope.ServiceProvider.GetRequiredService<PlatformContext>();
        database.Audit.Add(new()
        {
            OrganisationId = site.OrganisationId,
            Id = Guid.CreateVersion7(),
            At = at,
            ActorId = null,
            Action = action,
            SubjectId = site.SiteId,
            Before = null,
            After = null,
            Origin = "server",
        });
        await database.SaveChangesAsync(Cancel);
    }
}
