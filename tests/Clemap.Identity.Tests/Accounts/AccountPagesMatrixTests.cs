using System.Net;
using Clemap.Identity.Tests.Hosting;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Tests.Accounts;

/// <summary>Every address under <c>/account</c> stands in this table with whom it lets in; one that does not makes the build red.</summary>
public sealed class AccountPagesMatrixTests(IdentityFixture fixture)
{
    private static readonly string[] ForAnybody =
    [
        "account/closed", "account/confirm", "account/denied", "account/external", "account/external/failed", "account/first-start", "account/forgotten", "account/invitation", "account/language", "account/login", "account/login/code", "account/logout", "account/passkeys.js", "account/reset",
        "account/style.css", "account/unconfirmed",
    ];

    private static readonly string[] ForOneself =
    [
        "account", "account/data", "account/email", "account/external-sign-in", "account/organisation", "account/passkeys", "account/password", "account/sessions", "account/two-step",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_address_is_in_the_table()
    {
        var mapped = fixture.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => Path(endpoint).StartsWith("account", StringComparison.OrdinalIgnoreCase))
            .ToLookup(endpoint => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null, Path);

        mapped[true].Distinct().Order(StringComparer.Ordinal).ShouldBe(ForAnybody);
        mapped[false].Distinct().Order(StringComparer.Ordinal).ShouldBe(ForOneself);
    }

    [Fact]
    public async Task Who_is_not_signed_in_is_sent_to_the_sign_in_and_comes_back()
    {
        foreach (var path in ForOneself)
        {
            using var visitor = new Visitor(fixture.Address);
            using var answer = await visitor.GetAsync("/" + path, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, path);
            answer.Headers.Location!.PathAndQuery.ShouldBe("/account/login?returnUrl=" + Uri.EscapeDataString("/" + path));
        }
    }

    [Fact]
    public async Task Own_pages_open_for_who_is_signed_in_hold_no_script_of_others_and_are_not_stored()
    {
        var (_, email) = await fixture.PersonAsync();
        using var visitor = await fixture.SignedInAsync(email);
        foreach (var path in ForOneself)
        {
            using var answer = await visitor.GetAsync("/" + path, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
            answer.Headers.CacheControl!.NoStore.ShouldBeTrue(path);
            answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("script-src 'self'");
            var html = await answer.Content.ReadAsStringAsync(Cancel);
            html.ShouldNotContain("style=");
            html.ShouldNotContain("<script>");
            html.ShouldNotContain(" onclick");
        }
    }

    private static string Path(RouteEndpoint endpoint) => endpoint.RoutePattern.RawText!.Trim('/');
}
