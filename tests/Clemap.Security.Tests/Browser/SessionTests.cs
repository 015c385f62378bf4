using System.Net;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using static Clemap.Security.Tests.AttackedServer;

namespace Clemap.Security.Tests.Browser;

/// <summary>Cookies: whom they belong to, and who can read or send them.</summary>
public sealed class SessionTests(ServerFixture server)
{
    [Fact]
    public async Task A_session_that_somebody_planted_before_the_sign_in_is_not_the_one_after_it()
    {
        using var mallory = await server.SignedInAsync();
        var planted = mallory.Cookies.GetAllCookies().ToList();
        using var person = new Visitor(server.Address);
        foreach (var cookie in planted.Where(cookie => !cookie.Name.Contains("Antiforgery", StringComparison.OrdinalIgnoreCase)))
            person.Cookies.Add(server.Address, new Cookie(cookie.Name, cookie.Value, "/"));

        (await person.SignInAsync(Owner, ServerFixture.Password, Cancel)).Dispose();

        var after = person.Cookies.GetAllCookies().ToDictionary(cookie => cookie.Name, cookie => cookie.Value);
        foreach (var cookie in planted.Where(cookie => IsSession(cookie.Name)))
            after[cookie.Name].ShouldNotBe(cookie.Value, cookie.Name);
        planted.ShouldContain(cookie => IsSession(cookie.Name));
    }

    [Fact]
    public async Task Each_cookie_of_a_session_is_kept_from_scripts_and_from_foreign_pages()
    {
        using var anonymous = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = server.Address };
        using var person = await server.InPortalAsync();
        var names = person.Cookies.GetAllCookies().Where(cookie => IsSession(cookie.Name) || cookie.Name.Contains("Antiforgery", StringComparison.OrdinalIgnoreCase)).ToList();
        names.Count.ShouldBeGreaterThanOrEqualTo(3);
        names.ShouldAllBe(cookie => cookie.HttpOnly);
        using var login = await anonymous.GetAsync(Local("/account/login"), Cancel);
        login.Headers.GetValues("Set-Cookie").ShouldAllBe(cookie => cookie.Contains("samesite", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_cookie_that_was_changed_is_none()
    {
        using var person = await server.SignedInAsync();
        var cookie = person.Cookies.GetAllCookies().Single(one => IsSession(one.Name));
        foreach (var value in new[] { cookie.Value[..^4] + "AAAA", cookie.Value[..40], "CfDJ8", "" })
        {
            using var other = new Visitor(server.Address);
            if (value.Length > 0)
                other.Cookies.Add(server.Address, new Cookie(cookie.Name, value, "/"));
            using var answer = await other.GetAsync("/account", Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, value);
        }
    }

    [Fact]
    public async Task After_signing_out_the_portal_asks_again()
    {
        using var person = await server.SignedInAsync();
        (await person.SubmitAsync("/account/logout", [], Cancel)).Dispose();
        using var answer = await person.GetAsync("/account", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
    }

    private static bool IsSession(string name) => name.Contains("account", StringComparison.OrdinalIgnoreCase) || name.Contains("portal", StringComparison.OrdinalIgnoreCase)
        || name.Contains("Identity", StringComparison.Ordinal);
}
