using System.Net;
using System.Text.RegularExpressions;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Browser;

/// <summary>What a page of somebody else makes the browser of a signed-in person do.</summary>
public sealed partial class ForeignPageTests(ServerFixture server)
{
    public static TheoryData<string> Destinations =>
    [
        "https://evil.example/", "//evil.example/", @"/\evil.example/", @"\\evil.example/", "/\t/evil.example/", "\t//evil.example", "/%09/evil.example",
        "javascript:alert(1)", "data:text/html,x", "http:evil.example", "/\r\nLocation: https://evil.example/", "https:evil.example", "////evil.example", "@evil.example",
    ];

    [Fact]
    public async Task It_cannot_send_any_form_of_the_account_for_the_person()
    {
        var paths = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => "/" + endpoint.RoutePattern.RawText!.Trim('/'))
            .Where(path => path.StartsWith("/account", StringComparison.Ordinal) && !path.Contains('{', StringComparison.Ordinal))
            .Distinct().ToList();
        paths.Count.ShouldBeGreaterThan(10);
        using var person = await server.SignedInAsync();
        int refused = 0;
        foreach (var path in paths)
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["Email"] = "mallory@evil.example", ["Password"] = "p", ["Name"] = "n" });
            using var answer = await person.Http.PostAsync(Local(path), form, Cancel);
            answer.StatusCode.ShouldBeOneOf([HttpStatusCode.BadRequest, HttpStatusCode.MethodNotAllowed], path);
            refused += answer.StatusCode == HttpStatusCode.BadRequest ? 1 : 0;
        }

        refused.ShouldBeGreaterThan(8);
        using var still = await person.GetAsync("/account", Cancel);
        still.StatusCode.ShouldBe(HttpStatusCode.OK, "signing out is such a form too");
    }

    [Fact]
    public async Task It_cannot_sign_the_person_out_of_the_portal()
    {
        using var person = await server.InPortalAsync();
        using var answer = await person.Http.PostAsync(Local("/sign-out"), new FormUrlEncodedContent([]), Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory, MemberData(nameof(Destinations))]
    public async Task It_cannot_make_the_sign_in_end_at_its_own_address(string destination)
    {
        using var visitor = new Visitor(server.Address);
        using var signedIn = await visitor.SignInAsync(Owner, ServerFixture.Password, Cancel, "/account/login?returnUrl=" + Uri.EscapeDataString(destination));
        Home(signedIn);
        using var language = await visitor.GetAsync("/account/language?name=fr&returnUrl=" + Uri.EscapeDataString(destination), Cancel);
        Home(language);
        using var culture = await visitor.GetAsync("/culture?name=fr-CH&returnUrl=" + Uri.EscapeDataString(destination), Cancel);
        Home(culture);
        using var signedOut = await visitor.SubmitAsync("/account/logout?returnUrl=" + Uri.EscapeDataString(destination), [], Cancel);
        Home(signedOut);
        (await visitor.WalkAsync("/sign-in?returnUrl=" + Uri.EscapeDataString(destination))).Address.Host.ShouldBe(server.Address.Host);
    }

    [Theory]
    [InlineData("https://evil.example/signin-oidc")]
    [InlineData("//evil.example/signin-oidc")]
    [InlineData("{0}signin-oidc/../evil")]
    [InlineData("{0}signin-oidc?next=https://evil.example")]
    [InlineData("{0}signin-oidc#x")]
    [InlineData("http://127.0.0.1@evil.example/signin-oidc")]
    public async Task It_gets_no_code_at_an_address_that_is_not_the_clients(string redirect)
    {
        using var person = await server.SignedInAsync();
        var flow = new CodeFlow(server.Address);
        flow.Parameters["client_id"] = "clemap-portal";
        flow.Parameters["redirect_uri"] = string.Format(System.Globalization.CultureInfo.InvariantCulture, redirect, server.Address);
        using var answer = await person.GetAsync(flow.Address, Cancel);
        answer.Headers.Location.ShouldBeNull();
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_host_that_the_request_makes_up_stands_in_no_letter_and_no_redirect()
    {
        using var visitor = new Visitor(server.Address);
        using var shown = await visitor.GetAsync("/account/forgotten", Cancel);
        var token = WebUtility.HtmlDecode(Antiforgery().Match(await shown.Content.ReadAsStringAsync(Cancel)).Groups[1].Value);
        var mail = server.MailFolder;
        var before = Directory.Exists(mail) ? Directory.GetFiles(mail).Length : 0;
        using var request = new HttpRequestMessage(HttpMethod.Post, Local("/account/forgotten"))
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["Email"] = Owner, ["__RequestVerificationToken"] = token }),
        };
        request.Headers.Host = Evil;
        request.Headers.Add("X-Forwarded-Host", Evil);
        request.Headers.Add("Forwarded", $"host={Evil}");
        (await visitor.Http.SendAsync(request, Cancel)).Dispose();
        for (int i = 0; i < 100 && (!Directory.Exists(mail) || Directory.GetFiles(mail, "*.eml").Length <= before); i++)
            await Task.Delay(100, Cancel);
        var letter = await File.ReadAllTextAsync(Directory.GetFiles(mail, "*.eml").MaxBy(File.GetLastWriteTimeUtc)!, Cancel);
        letter.ShouldContain(server.Address.Authority);
        letter.ShouldNotContain(Evil);
    }

    [Theory]
    [InlineData("/account/login?returnUrl=%0d%0aSet-Cookie:%20stolen=1")]
    [InlineData("/culture?name=de-CH&returnUrl=/%0d%0aSet-Cookie:%20stolen=1")]
    [InlineData("/account/language?name=de%0d%0aSet-Cookie:%20stolen=1")]
    [InlineData("/connect/authorize?client_id=clemap-portal&response_type=code&state=%0d%0aSet-Cookie:%20stolen=1")]
    public async Task A_line_break_in_the_address_begins_no_header(string address)
    {
        using var visitor = new Visitor(server.Address);
        using var answer = await visitor.GetAsync(address, Cancel);
        ((int)answer.StatusCode).ShouldBeLessThan(500);
        answer.Headers.TryGetValues("Set-Cookie", out var cookies);
        (cookies ?? []).ShouldAllBe(cookie => !cookie.StartsWith("stolen", StringComparison.Ordinal));
    }

    [Fact]
    public async Task It_reads_no_answer_of_the_api()
    {
        using var anonymous = server.Anonymous();
        using var asked = new HttpRequestMessage(HttpMethod.Options, Local("/api/v1/sites"));
        asked.Headers.Add("Origin", $"https://{Evil}");
        asked.Headers.Add("Access-Control-Request-Method", "GET");
        using var answer = await anonymous.SendAsync(asked, Cancel);
        answer.Headers.Contains("Access-Control-Allow-Origin").ShouldBeFalse();
    }

    private void Home(HttpResponseMessage answer)
    {
        ((int)answer.StatusCode).ShouldBeLessThan(500);
        if (answer.Headers.Location is { } location)
            new Uri(server.Address, location.OriginalString.Replace('\\', '/')).Host.ShouldBe(server.Address.Host, location.OriginalString);
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Antiforgery();
}
