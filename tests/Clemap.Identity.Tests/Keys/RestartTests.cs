using System.Net;
using System.Net.Http.Headers;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;

namespace Clemap.Identity.Tests.Keys;

public sealed class RestartTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Both hosts have the same public address, as one has before and after a restart.</summary>
    [Fact]
    public async Task Tokens_And_sign_in_survive_a_restart()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(fixture.Address);
        var flow = new CodeFlow(fixture.Address);
        var tokens = await flow.RunAsync(visitor, email, IdentityFixture.Password, Cancel);

        await using var restarted = await fixture.StartAsync(Cancel, url: fixture.Address.ToString());
        using var http = new HttpClient { BaseAddress = restarted.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("access_token"));
        using var answer = await http.GetAsync(new Uri(IdentityHost.ForPeople, UriKind.Relative), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);

        var again = new CodeFlow(restarted.Address);
        using var refreshed = await again.RefreshAsync(tokens.Text("refresh_token")!, Cancel);
        refreshed.StatusCode.ShouldBe(HttpStatusCode.OK);

        // Cookies know no port, so the browser shows the one it got before.
        using var authorized = await visitor.Http.GetAsync(new Uri(restarted.Address, again.Address), Cancel);
        authorized.Headers.Location!.ToString().ShouldStartWith(CodeFlow.Callback + "?code=");
    }
}
