using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Clemap.Identity.Accounts;
using Clemap.Identity.Connect;
using Clemap.Identity.Database;
using Clemap.Identity.Sessions;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Identity.Tests.Sessions;

/// <summary>Two nodes on one database: what is ended on one is refused by the other within a minute.</summary>
public sealed class SessionTests(IdentityFixture fixture) : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private IdentityHost node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => node = await fixture.StartAsync(Cancel, time: time);

    [Theory]
    [InlineData("one")]
    [InlineData("everywhere")]
    [InlineData("sign-out")]
    [InlineData("password")]
    [InlineData("second-factor")]
    public async Task Ended_sign_in_takes_cookie_token_and_refresh_token_with_it_within_a_minute(string how)
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        using var lost = new Visitor(node.Address);
        var flow = new CodeFlow(node.Address);
        var tokens = await flow.RunAsync(lost, email, IdentityFixture.Password, Cancel);
        (await StatusAsync(tokens)).ShouldBe(HttpStatusCode.OK);
        (await PageAsync(lost)).ShouldBe(HttpStatusCode.OK);

        using var owner = await fixture.SignedInAsync(email);
        await EndAsync(how, id, owner, lost, TokenContent.Of(tokens, "access_token").Text(ClemapClaims.SignIn)!);

        using var refreshed = await flow.RefreshAsync(tokens.Text("refresh_token")!, Cancel);
        (await refreshed.ErrorAsync(Cancel)).ShouldBe("invalid_grant");
        time.Advance(TimeSpan.FromSeconds(31));
        (await StatusAsync(tokens)).ShouldBe(HttpStatusCode.Unauthorized);
        (await PageAsync(lost)).ShouldBe(HttpStatusCode.Redirect);
        // Not even the code that the cookie would still have given is left.
        using var asked = await lost.GetAsync(flow.Address, Cancel);
        asked.Headers.Location!.ToString().ShouldContain("/account/login");
    }

    [Fact]
    public async Task A_changed_password_leaves_the_sign_in_that_changed_it()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        using var here = new Visitor(node.Address);
        var tokens = await new CodeFlow(node.Address).RunAsync(here, email, IdentityFixture.Password, Cancel);
        using var other = await fixture.SignedInAsync(email);
        (await StandingAsync(id)).Count.ShouldBe(2);
        await EndAsync("password", id, here, other, "");
        time.Advance(TimeSpan.FromMinutes(1));
        (await StatusAsync(tokens)).ShouldBe(HttpStatusCode.OK);
        (await PageAsync(here)).ShouldBe(HttpStatusCode.OK);
        (await StandingAsync(id)).ShouldHaveSingleItem().Id.ToString().ShouldBe(TokenContent.Of(tokens, "access_token").Text(ClemapClaims.SignIn));
    }

    /// <summary>The statement that asks also writes, so the row's version tells how often it was asked.</summary>
    [Fact]
    public async Task Requests_cost_no_query_each()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = new Visitor(node.Address);
        var tokens = await new CodeFlow(node.Address).RunAsync(visitor, email, IdentityFixture.Password, Cancel);
        (await StatusAsync(tokens)).ShouldBe(HttpStatusCode.OK);
        var version = await VersionAsync(id);
        for (var request = 0; request < 50; request++)
            (await StatusAsync(tokens)).ShouldBe(HttpStatusCode.OK);
        (await VersionAsync(id)).ShouldBe(version);

        time.Advance(BriefMemory<int, int>.Life);
        (await StatusAsync(tokens)).ShouldBe(HttpStatusCode.OK);
        (await VersionAsync(id)).ShouldNotBe(version);
    }

    [Fact]
    public async Task Page_shows_each_sign_in_once_and_which_is_here()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var phone = new Visitor(fixture.Address);
        phone.Http.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36");
        (await phone.SignInAsync(email, IdentityFixture.Password, Cancel)).Dispose();
        using var here = await fixture.SignedInAsync(email);
        var html = WebUtility.HtmlDecode(await here.Http.GetStringAsync(new Uri("/account/sessions", UriKind.Relative), Cancel));
        html.ShouldContain("<strong>Chrome, Android · 127.0.0.1</strong>");
        html.Split("Hier sind Sie gerade.").Length.ShouldBe(2);
        html.Split("name=\"Session\"").Length.ShouldBe(2);
    }

    [Fact]
    public async Task Nobody_ends_the_sign_in_of_others()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        using var mine = await fixture.SignedInAsync(email);
        using var stranger = await fixture.SignedInAsync((await fixture.PersonAsync(Role.Owner)).Email);
        (await stranger.SubmitAsync(AccountPaths.Sessions, new() { ["Session"] = (await StandingAsync(id))[0].Id.ToString() }, Cancel, AccountPaths.Sessions + "?handler=End")).Dispose();
        (await StandingAsync(id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Signing_in_again_in_the_same_browser_replaces_the_sign_in()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        using var browser = await fixture.SignedInAsync(email);
        var first = (await StandingAsync(id)).ShouldHaveSingleItem().Id;
        (await browser.SignInAsync(email, IdentityFixture.Password, Cancel)).Dispose();
        (await StandingAsync(id)).ShouldHaveSingleItem().Id.ShouldNotBe(first);
    }

    [Fact]
    public async Task Sign_ins_that_nobody_uses_any_more_are_removed()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        (await fixture.SignedInAsync(email)).Dispose();
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<IdentityContext>();
        var longAgo = TimeProvider.System.GetUtcNow() - TimeSpan.FromDays(15);
        await database.Sessions.Where(row => row.AccountId == id).ExecuteUpdateAsync(set => set.SetProperty(row => row.LastSeenAt, longAgo), Cancel);
        await scope.ServiceProvider.GetRequiredService<Identity.Sessions.Sessions>().RemoveUnseenAsync(Cancel);
        (await StandingAsync(id)).ShouldBeEmpty();
    }

    public ValueTask DisposeAsync() => node.DisposeAsync();

    private async Task EndAsync(string how, Guid id, Visitor by, Visitor lost, string session)
    {
        switch (how)
        {
            case "one":
                using (var answer = await by.SubmitAsync(AccountPaths.Sessions, new() { ["Session"] = session }, Cancel, AccountPaths.Sessions + "?handler=End"))
                    answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
                break;
            case "everywhere":
                using (var answer = await by.SubmitAsync(AccountPaths.Sessions, [], Cancel, AccountPaths.Sessions + "?handler=Everywhere"))
                    answer.Headers.Location!.ToString().ShouldBe(AccountPaths.Login);
                (await StandingAsync(id)).ShouldBeEmpty();
                break;
            case "sign-out":
                using (var answer = await lost.SubmitAsync(AccountPaths.Logout, [], Cancel))
                    answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                break;
            case "password":
                using (var answer = await by.SubmitAsync(AccountPaths.Password, new() { ["Old"] = IdentityFixture.Password, ["New"] = "vier ganz andere Woerter" }, Cancel))
                    (await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"status\"");
                break;
            default:
                await using (var scope = fixture.Host.Services.CreateAsyncScope())
                {
                    var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
                    (await accounts.SetTwoFactorEnabledAsync((await accounts.FindByIdAsync(id.ToString()))!, false)).Succeeded.ShouldBeTrue();
                }
                break;
        }
    }

    private async Task<HttpStatusCode> StatusAsync(JsonElement tokens)
    {
        using var http = new HttpClient { BaseAddress = node.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Text("access_token"));
        using var answer = await http.GetAsync(new Uri(IdentityHost.ForPeople, UriKind.Relative), Cancel);
        return answer.StatusCode;
    }

    private static async Task<HttpStatusCode> PageAsync(Visitor visitor)
    {
        using var answer = await visitor.GetAsync(AccountPaths.Overview, Cancel);
        return answer.StatusCode;
    }

    private async Task<List<SessionRow>> StandingAsync(Guid id)
    {
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var account = await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByIdAsync(id.ToString());
        return await scope.ServiceProvider.GetRequiredService<Identity.Sessions.Sessions>().ListAsync(account!, Cancel);
    }

    private async Task<string> VersionAsync(Guid account)
    {
        await using var connection = await DatabaseFixture.OpenAsync(fixture.Database.Connections.App, Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select xmin::text from identity.sessions where account_id = '{account}'";
        return (string)(await command.ExecuteScalarAsync(Cancel))!;
    }
}
