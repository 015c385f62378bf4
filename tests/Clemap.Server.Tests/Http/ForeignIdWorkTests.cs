using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Contracts.Sites;
using Clemap.Platform.Organisations;
using Clemap.Testing;

namespace Clemap.Server.Tests.Http;

/// <summary>
/// Time tells nothing either: for what is another organisation's the server asks the database the very same as for what does not exist. Counted in statements, which no load of the machine
/// changes, and not in milliseconds.
/// </summary>
public sealed class ForeignIdWorkTests(ServerFixture server)
{
    private static SiteModel Model { get; } = new()
    {
        Circuits = [new(EndpointTable.Source, "Grid", null, 80)],
        Meters = [new(EndpointTable.Source, "Grid", MeterKind.Grid)],
        Stations = [],
    };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_foreign_id_is_the_same_work_as_an_unknown_one()
    {
        var (own, foreign) = (await server.NewSiteAsync(), await server.NewSiteAsync("Neighbour"));
        using var device = await server.DeviceAsync(own, Model);
        using var foreignDevice = await server.DeviceAsync(foreign, Model);
        using var owner = await server.PersonAsync(own.OrganisationId, Role.Owner, Role.Administrator);
        using var neighbour = await server.PersonAsync(foreign.OrganisationId, Role.Owner);
        var client = await MadeAsync(neighbour, "/api/v1/clients", new { name = "Theirs", scopes = new[] { ApiScope.ReadSites } }, "clientId");
        var invitation = await MadeAsync(neighbour, "/api/v1/invitations", new { email = "guest@clemap.example", role = Role.Electrician, language = "de" }, "id");
        var licences = await neighbour.GetFromJsonAsync<JsonElement>("/api/v1/licences", Cancel);
        var ids = new Dictionary<string, Guid>
        {
            ["{siteId}"] = foreign.SiteId,
            ["{deviceId}"] = foreign.DeviceId,
            ["{clientId}"] = client,
            ["{invitationId}"] = invitation,
            ["{licenceId}"] = licences.GetProperty("licences")[0].GetProperty("id").GetGuid(),
            ["{personId}"] = (await neighbour.GetFromJsonAsync<JsonElement>("/api/v1/people", Cancel))[0].GetProperty("personId").GetGuid(),
        };
        using var statements = new Statements();
        foreach (var row in EndpointTable.Rows.Where(row => row.Needs != Permission.Device && ids.Keys.Any(row.Route.Contains)))
        {
            var id = ids[ids.Keys.First(row.Route.Contains)];
            await statements.OfAsync(owner, row.Request(Guid.CreateVersion7())); // what is remembered between requests is remembered for both
            var (unknownStatus, unknown) = await statements.OfAsync(owner, row.Request(Guid.CreateVersion7()));
            var (foreignStatus, theirs) = await statements.OfAsync(owner, row.Request(id));
            var name = $"{row.Method} {row.Route}";
            (unknownStatus, foreignStatus).ShouldBe((HttpStatusCode.NotFound, HttpStatusCode.NotFound), name);
            unknown.ShouldNotBeEmpty(name);
            theirs.ShouldBe(unknown, name);
        }
    }

    private static async Task<Guid> MadeAsync(HttpClient by, string path, object body, string id)
    {
        using var answer = await by.PostAsJsonAsync(new Uri(path, UriKind.Relative), body, Cancel);
        return (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty(id).GetGuid();
    }

    /// <summary>What the server asked the database while it served one request, told apart by the trace that the request begins.</summary>
    private sealed class Statements : IDisposable
    {
        private readonly ConcurrentDictionary<ActivityTraceId, ConcurrentQueue<string>> asked = new();
        private readonly ActivityListener listener;

        public Statements()
        {
            listener = new()
            {
                ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore",
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity =>
                {
                    if (activity.Source.Name == "Npgsql" && (activity.GetTagItem("db.query.text") ?? activity.GetTagItem("db.statement")) is string text && asked.TryGetValue(activity.TraceId, out var own))
                        own.Enqueue(text);
                },
            };
            ActivitySource.AddActivityListener(listener);
        }

        public void Dispose() => listener.Dispose();

        public async Task<(HttpStatusCode Status, IReadOnlyList<string> Asked)> OfAsync(HttpClient by, HttpRequestMessage request)
        {
            var trace = ActivityTraceId.CreateRandom();
            asked[trace] = new();
            request.Headers.Add("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01");
            using (request)
            using (var answer = await by.SendAsync(request, Cancel))
            {
                await answer.Content.ReadAsStringAsync(Cancel);
                return (answer.StatusCode, [.. asked[trace]]);
            }
        }
    }
}
