using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using static Clemap.Security.Tests.AttackedServer;

[assembly: AssemblyFixture(typeof(Clemap.Security.Tests.Limits.LimitedServer))]

namespace Clemap.Security.Tests.Limits;

/// <summary>A server with small limits. It lives as long as the other: the job library's log belongs to the process.</summary>
public sealed class LimitedServer : ServerFixture
{
    public const int Caller = 30;
    public const int Organisation = 50;
    public const int SignIns = 25;

    protected override IEnumerable<string> Arguments =>
    [
        $"--Clemap:Limits:CallerPerMinute={Caller}",
        $"--Clemap:Limits:OrganisationPerMinute={Organisation}",
        $"--Clemap:Limits:SignInsPerMinute={SignIns}",
    ];
}

public sealed class RateLimitTests(LimitedServer server)
{
    [Fact]
    public async Task Who_asks_too_often_waits_and_is_told_how_long_and_others_do_not_wait()
    {
        var (noisy, quiet) = (await server.NewSiteAsync(), await server.NewSiteAsync());
        using var person = await server.PersonAsync(noisy.OrganisationId, Role.Owner);
        using var colleague = await server.PersonAsync(noisy.OrganisationId, Role.Administrator);
        using var neighbour = await server.PersonAsync(quiet.OrganisationId, Role.Owner);

        // Signing in took one or two of each.
        int served = await CountAsync(person, 2 * LimitedServer.Caller);
        served.ShouldBeInRange(LimitedServer.Caller - 3, LimitedServer.Caller);
        // The whole organisation has some left, which the colleague uses up.
        served += await CountAsync(colleague, LimitedServer.Organisation);
        served.ShouldBeInRange(LimitedServer.Organisation - 6, LimitedServer.Organisation);
        (await CountAsync(neighbour, 10)).ShouldBe(10);

        // A program is counted for itself.
        var home = await server.NewSiteAsync();
        using var program = await server.ClientAsync(home.OrganisationId, ApiScope.ReadSites);
        (await CountAsync(program, 2 * LimitedServer.Caller)).ShouldBe(LimitedServer.Caller);

        using var refused = await person.GetAsync(Local("/api/v1/sites"), Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds.ShouldBeInRange(1, 60);
        var problem = await refused.Content.ReadFromJsonAsync<JsonNode>(Cancel);
        ((string)problem!["code"]!).ShouldBe("too-many-requests");
        using var page = await person.GetAsync(Local("/health/ready"), Cancel);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);

        // And passwords: from here on nobody at this address signs in for a while.
        int tried = 0;
        HttpStatusCode last;
        do
        {
            using var answer = await neighbour.PostAsync(Local("/connect/token"), new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password" }), Cancel);
            last = answer.StatusCode;
        }
        while (last != HttpStatusCode.TooManyRequests && ++tried <= LimitedServer.SignIns);
        last.ShouldBe(HttpStatusCode.TooManyRequests);
        using var enrol = await neighbour.PostAsync(Local("/api/v1/device/enrol"), JsonContent.Create(new { }), Cancel);
        enrol.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private static async Task<int> CountAsync(HttpClient client, int asked)
    {
        int served = 0;
        for (int i = 0; i < asked; i++)
        {
            using var answer = await client.GetAsync(Local("/api/v1/sites"), Cancel);
            served += answer.IsSuccessStatusCode ? 1 : 0;
        }

        return served;
    }
}
