using System.Net;
using Clemap.Testing;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Browser;

public sealed class HeaderTests(ServerFixture server)
{
    [Theory]
    [InlineData("/account/login")]
    [InlineData("/account/forgotten")]
    [InlineData("/api/v1/sites")]
    [InlineData("/nowhere")]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/connect/authorize")]
    [InlineData("/.well-known/openid-configuration")]
    public async Task Each_answer_says_to_the_browser_what_it_may_not_do(string address)
    {
        using var anonymous = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = server.Address };
        using var answer = await anonymous.GetAsync(Local(address), Cancel);
        Held(answer);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/people")]
    [InlineData("/account")]
    [InlineData("/nowhere")]
    public async Task Each_page_of_somebody_signed_in_says_it_too(string address)
    {
        using var person = await server.InPortalAsync();
        using var answer = await person.GetAsync(address, Cancel);
        answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.NotFound, HttpStatusCode.Redirect);
        Held(answer);
    }

    [Fact]
    public async Task A_page_has_no_script_in_it_that_is_not_a_file()
    {
        using var person = await server.InPortalAsync();
        foreach (var address in new[] { "/", "/people", "/account" })
        {
            var (at, _) = await person.WalkAsync(address);
            using var page = await person.Http.GetAsync(at, Cancel);
            var html = await page.Content.ReadAsStringAsync(Cancel);
            page.StatusCode.ShouldBe(HttpStatusCode.OK, at.ToString());
            at.AbsolutePath.ShouldNotStartWith("/account/login");
            foreach (var script in html.Split("<script").Skip(1))
                script[..script.IndexOf('>', StringComparison.Ordinal)].ShouldContain("src=", customMessage: address);
            html.ShouldNotContain(" onclick=");
            html.ShouldNotContain("javascript:");
        }
    }

    private static void Held(HttpResponseMessage answer)
    {
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        var scripts = policy.Split(';', StringSplitOptions.TrimEntries).Single(rule => rule.StartsWith("script-src", StringComparison.Ordinal));
        scripts.ShouldBe("script-src 'self'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldContain("base-uri");
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        answer.Headers.GetValues("X-Frame-Options").Single().ShouldBe("DENY");
        answer.Headers.GetValues("Referrer-Policy").Single().ShouldBe("same-origin");
        answer.Headers.Contains("Server").ShouldBeFalse();
        answer.Headers.Contains("X-Powered-By").ShouldBeFalse();
    }
}
