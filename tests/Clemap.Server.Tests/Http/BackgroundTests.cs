using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Clemap.Billing.Invoices;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Hangfire;
using Hangfire.Common;
using Hangfire.States;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Server.Tests.Http;

/// <summary>Jobs and memories: each is known, and a job in the name of one organisation does nothing to what another has.</summary>
public sealed partial class BackgroundTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_job_is_listed() => Found(JobCall()).Select(found => found.Match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal)
        .ShouldBe(BackgroundTable.Jobs.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public void Every_memory_between_requests_is_listed() => Found(Memory()).Select(found => found.File).Distinct().Order(StringComparer.Ordinal)
        .ShouldBe(BackgroundTable.Caches.Keys.Order(StringComparer.Ordinal));

    [Fact]
    public async Task A_billing_job_in_the_name_of_another_organisation_leaves_the_run_alone()
    {
        var (own, foreign) = (await server.NewSiteAsync(), await server.NewSiteAsync("Neighbour"));
        var run = await QueuedRunAsync(own);
        await PerformAsync(typeof(IBillingRuns), "Clemap.Billing.Invoices.BillingRunJob", "RunAsync", foreign.OrganisationId, run, CancellationToken.None);

        using var administrator = await server.PersonAsync(own.OrganisationId, Role.Administrator);
        var after = await administrator.GetFromJsonAsync<JsonElement>($"/api/v1/billing-runs/{run}", Cancel);
        (after.GetProperty("status").GetString(), after.GetProperty("progress").GetInt32()).ShouldBe(("queued", 0));

        // The counter-proof: in its own name it takes the run up.
        await PerformAsync(typeof(IBillingRuns), "Clemap.Billing.Invoices.BillingRunJob", "RunAsync", own.OrganisationId, run, CancellationToken.None);
        after = await administrator.GetFromJsonAsync<JsonElement>($"/api/v1/billing-runs/{run}", Cancel);
        after.GetProperty("status").GetString().ShouldNotBe("queued");
    }

    [Fact]
    public async Task A_letter_in_the_name_of_another_organisation_is_not_sent()
    {
        var (own, foreign) = (await server.NewSiteAsync(), await server.NewSiteAsync("Neighbour"));
        using var owner = await server.PersonAsync(own.OrganisationId, Role.Owner);
        var address = $"{Guid.CreateVersion7():N}@guest.example";
        using var invited = await owner.PostAsJsonAsync(new Uri("/api/v1/invitations", UriKind.Relative), new { email = address, role = Role.Electrician, language = "en" }, Cancel);
        var invitation = (await invited.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
        var since = TimeProvider.System.GetTimestamp();
        while (Letters(address) == 0)
        {
            TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromMinutes(1));
            await Task.Delay(200, Cancel);
        }

        var later = TimeProvider.System.GetUtcNow().AddHours(1);
        await PerformAsync(typeof(IMembers), "Clemap.Platform.Invitations.InvitationLetter", "SendAsync", foreign.OrganisationId, invitation, later, CancellationToken.None);
        Letters(address).ShouldBe(1);
        await PerformAsync(typeof(IMembers), "Clemap.Platform.Invitations.InvitationLetter", "SendAsync", own.OrganisationId, invitation, later, CancellationToken.None);
        Letters(address).ShouldBe(2);
    }

    /// <summary>Through Hangfire and its worker, as the product's own jobs come.</summary>
    private async Task PerformAsync(Type neighbour, string type, string method, params object[] arguments)
    {
        var job = neighbour.Assembly.GetType(type, throwOnError: true)!;
        var id = server.Services.GetRequiredService<IBackgroundJobClient>().Create(new Job(job, job.GetMethod(method)!, arguments), new EnqueuedState());
        using var storage = server.Services.GetRequiredService<JobStorage>().GetConnection();
        var since = TimeProvider.System.GetTimestamp();
        while (storage.GetStateData(id)?.Name is var state && state != SucceededState.StateName)
        {
            state.ShouldNotBe(FailedState.StateName);
            TimeProvider.System.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromMinutes(1), state);
            await Task.Delay(200, Cancel);
        }
    }

    private async Task<Guid> QueuedRunAsync(ServedSite site)
    {
        var run = Guid.CreateVersion7();
        await using var connection = await DatabaseFixture.OpenAsync(server.Connections.App, Cancel);
        await using var enter = new NpgsqlCommand($"select set_config('app.organisation_id', '{site.OrganisationId}', false), set_config('app.site_ids', '*', false)", connection);
        await enter.ExecuteNonQueryAsync(Cancel);
        await using var command = new NpgsqlCommand(
            """
            insert into billing.billing_run (organisation_id, id, site_id, month, status, progress, step, findings, invoices, total_wh, total_charge, currency, started_at)
            values ($1, $2, $3, '2025-01-01', 'Queued', 0, 'readings', '{}', 0, 0, 0, 'CHF', now())
            """,
            connection)
        { Parameters = { new() { Value = site.OrganisationId }, new() { Value = run }, new() { Value = site.SiteId } } };
        await command.ExecuteNonQueryAsync(Cancel);
        return run;
    }

    private int Letters(string address)
    {
        var folder = new DirectoryInfo(Path.Combine(server.Services.GetRequiredService<IConfiguration>()["Clemap:DataDir"]!, "mail"));
        return folder.Exists ? folder.EnumerateFiles("*.eml").Count(file => File.ReadAllText(file.FullName).Contains(address, StringComparison.OrdinalIgnoreCase)) : 0;
    }

    private static IEnumerable<(string File, Match Match)> Found(Regex what)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "global.json")))
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside their checkout.");
        var sources = Path.Combine(folder.FullName, "src");
        return Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: Path.GetRelativePath(sources, file).Replace('\\', '/'), Text: File.ReadAllText(file)))
            .Where(file => !file.Path.Contains("/obj/", StringComparison.Ordinal) && !file.Path.StartsWith("Clemap.Edge/", StringComparison.Ordinal))
            .SelectMany(file => what.Matches(file.Text).Select(match => (file.Path, match)));
    }

    [GeneratedRegex(@"\.(?:Enqueue|Schedule|AddOrUpdate|ContinueJobWith)<(\w+)>\(")]
    private static partial Regex JobCall();

    [GeneratedRegex(@"\b(?:IMemoryCache|MemoryCache|IDistributedCache|HybridCache|BriefMemory<|AddMemoryCache|AddDistributedMemoryCache|AddOutputCache|AddResponseCaching)")]
    private static partial Regex Memory();
}
