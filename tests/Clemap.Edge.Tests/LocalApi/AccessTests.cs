using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Clemap.Edge.LocalApi.Access;
using Microsoft.AspNetCore.Routing;

namespace Clemap.Edge.Tests.LocalApi;

public sealed class AccessTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_one_time_code_makes_the_first_account_and_is_spent()
    {
        await using var box = await Box.StartAsync();
        File.GetUnixFileMode(OneTimeCode.FileIn(box.DataDir)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string code = box.Code();
        code.ShouldMatch("^[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}$");

        var elena = await box.FirstAsync();

        (await elena.GetAsync("/api/configuration", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        File.Exists(OneTimeCode.FileIn(box.DataDir)).ShouldBeFalse();
        var accounts = await File.ReadAllTextAsync(AccountStore.FileIn(box.DataDir), Stop);
        accounts.ShouldNotContain(Box.Password);
        accounts.ShouldContain("pbkdf2-sha512$210000$");
        File.GetUnixFileMode(AccountStore.FileIn(box.DataDir)).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var second = await box.Anyone().PostAsJsonAsync("/api/accounts/first", new { code, name = "mallory", password = "a long password" }, Stop);
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("elena", "too short", "password-short")]
    [InlineData("elena", "1234567890", "password-common")]
    [InlineData("elena", "aaaaaaaaaaaa", "password-common")]
    [InlineData("elena", "Elena wohnt hier", "password-has-name")]
    [InlineData("elena meier", "drei rote Leitern", "name-rule")]
    [InlineData("", "drei rote Leitern", "name-rule")]
    public void Weak_passwords_and_odd_names_are_refused(string name, string password, string rule) =>
        (AccountRules.OfName(name) ?? AccountRules.OfPassword(password, name)).ShouldBe(rule);

    [Fact]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites_and_the_pages_allow_nothing_foreign()
    {
        await using var box = await Box.StartAsync();
        var answer = await box.Anyone().PostAsJsonAsync("/api/accounts/first", new { code = box.Code(), name = "elena", password = Box.Password }, Stop);
        string cookie = answer.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem();
        cookie.ShouldStartWith("__Host-clemap=");
        foreach (string attribute in (string[])["httponly", "secure", "samesite=strict", "path=/"])
            cookie.ToLowerInvariant().ShouldContain(attribute);

        var page = await box.Anyone().GetAsync("/", Stop);
        page.StatusCode.ShouldBe(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").ShouldHaveSingleItem().ShouldBe(SecurityHeaders.Policy);
        SecurityHeaders.Policy.ShouldNotContain("unsafe");
        page.Headers.Contains("Strict-Transport-Security").ShouldBeFalse();
        page.Headers.Contains("Server").ShouldBeFalse();
    }

    [Fact]
    public async Task Who_guesses_has_to_wait_and_even_the_right_password_does_not_help_then()
    {
        await using var box = await Box.StartAsync();
        await box.FirstAsync();
        for (int i = 0; i < 5; i++)
            (await SignIn(Box.Electrician, "wrong password")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        var locked = await SignIn(Box.Electrician, Box.Password);

        locked.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        locked.Headers.RetryAfter!.Delta!.Value.ShouldBeInRange(TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(30));
        (await SignIn("nobody", "wrong password")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        Task<HttpResponseMessage> SignIn(string name, string password) => box.Anyone().PostAsJsonAsync("/api/session", new { name, password }, Stop);
    }

    [Fact]
    public async Task A_write_needs_the_token_of_the_session_and_no_foreign_origin()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        string csrf = elena.DefaultRequestHeaders.GetValues(Caller.CsrfHeader).Single();

        (await Write(null, null)).ShouldBe("csrf-token-missing");
        (await Write("AAAA", null)).ShouldBe("csrf-token-missing");
        (await Write(csrf, "https://evil.example")).ShouldBe("foreign-origin");
        (await Write(csrf, box.Address.GetLeftPart(UriPartial.Authority))).ShouldBeNull();

        async Task<string?> Write(string? token, string? origin)
        {
            elena.DefaultRequestHeaders.Remove(Caller.CsrfHeader);
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/tokens") { Content = JsonContent.Create(new { label = "meter reader", role = "viewer" }) };
            if (token is not null)
                request.Headers.Add(Caller.CsrfHeader, token);
            if (origin is not null)
                request.Headers.Add("Origin", origin);
            var answer = await elena.SendAsync(request, Stop);
            return answer.IsSuccessStatusCode ? null : await Box.CodeOf(answer);
        }
    }

    [Fact]
    public async Task A_script_works_with_its_token_within_its_role_until_it_is_removed()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        using var made = JsonDocument.Parse(await (await elena.PostAsJsonAsync("/api/tokens", new { label = "heating", role = "viewer" }, Stop)).Content.ReadAsStringAsync(Stop));
        var script = box.Anyone();
        script.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made.RootElement.GetProperty("secret").GetString());

        (await script.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await script.GetAsync("/api/configuration", Stop)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await elena.GetStringAsync("/api/tokens", Stop)).ShouldNotContain("clemap_");
        (await elena.DeleteAsync($"/api/tokens/{made.RootElement.GetProperty("id").GetString()}", Stop)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await script.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Signing_out_ends_this_session_and_a_new_password_ends_all_the_others()
    {
        await using var box = await Box.StartAsync();
        var here = await box.FirstAsync();
        var there = await box.SignInAsync();
        var elsewhere = await box.SignInAsync();

        (await there.DeleteAsync("/api/session", Stop)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await there.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

        (await here.PutAsJsonAsync("/api/session/password", new { current = "not this one", @new = "vier blaue Leitern" }, Stop)).StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await here.PutAsJsonAsync("/api/session/password", new { current = Box.Password, @new = "vier blaue Leitern" }, Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await here.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await elsewhere.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await box.SignInAsync(password: "vier blaue Leitern");
    }

    [Fact]
    public async Task A_removed_account_is_out_at_once_and_the_last_electrician_stays()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        var victor = await box.ViewerAsync(elena);
        (await victor.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await elena.DeleteAsync("/api/accounts/victor", Stop)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await victor.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await Box.CodeOf(await elena.DeleteAsync($"/api/accounts/{Box.Electrician}", Stop))).ShouldBe("last-electrician");
    }

    [Fact]
    public async Task The_console_lets_back_in_who_forgot_everything()
    {
        await using var box = await Box.StartAsync();
        var elena = await box.FirstAsync();
        var output = new StringWriter();

        (await EntryPoint.RunAsync(["accounts", "reset", "--config", box.File], output, TextWriter.Null)).ShouldBe(0);

        output.ToString().ShouldContain(box.Code());
        (await elena.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        await box.FirstAsync();
    }

    [Fact]
    public async Task Loopback_shows_what_it_always_showed_and_nothing_more()
    {
        await using var box = await Box.StartAsync();
        using var loopback = new HttpClient { BaseAddress = box.Loopback };

        (await loopback.GetAsync("/api/live", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await loopback.GetAsync("/health", Stop)).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (string path in (string[])["/", "/api/session", "/api/configuration", "/api/log", "/api/info", "/api/network"])
            (await loopback.GetAsync(path, Stop)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Without_local_in_the_file_nothing_of_it_is_there()
    {
        await using var garage = new ControlLoop.Garage(1);
        await using var app = EdgeHost.Build(garage.Configuration with { DataDir = Path.Combine(garage.Configuration.DataDir, "alone") }, TimeProvider.System);
        var endpoints = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().ToList();
        endpoints.Select(endpoint => endpoint.RoutePattern.RawText).ShouldContain("/api/live");
        endpoints.Where(endpoint => endpoint.Metadata.GetMetadata<NeedsRole>() is not null).ShouldBeEmpty();
    }
}
