using System.Net;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Server.Tests.People;

/// <summary>A person of two organisations changes in whose name the portal acts, whole and without a password.</summary>
public sealed class SwitchTests(ServerFixture server)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Switch_ActsForTheOther_AndTheOldCookieIsDead()
    {
        var (home, other, browser) = await PersonOfTwoAsync();
        using var _ = browser;
        await FollowAsync(browser, "/sign-in", choose: home.OrganisationId);
        (await PageAsync(browser, "/sites")).ShouldContain("Ahorn street");
        var old = Cookie(browser);

        using var switched = await browser.SubmitAsync("/sites", new() { ["org"] = other.OrganisationId.ToString() }, Cancel, "/switch");
        switched.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        await FollowAsync(browser, switched.Headers.Location!.ToString(), choose: null);

        var page = await PageAsync(browser, "/sites");
        page.ShouldContain("Buche street");
        page.ShouldNotContain("Ahorn street");
        (await StatusAsync(old)).ShouldBe(HttpStatusCode.Redirect);
        (await ActionsAsync(home)).ShouldBe([AuditAction.SessionEnded, AuditAction.SessionStarted]);
        (await ActionsAsync(other)).ShouldBe([AuditAction.SessionStarted]);
    }

    [Fact]
    public async Task Switch_ToAnOrganisationOfOthers_ChangesNothing()
    {
        var (home, _, browser) = await PersonOfTwoAsync();
        using var __ = browser;
        var foreign = await server.NewSiteAsync("Cedar");
        await FollowAsync(browser, "/sign-in", choose: home.OrganisationId);
        foreach (var wanted in new[] { foreign.OrganisationId.ToString(), Guid.CreateVersion7().ToString(), "nonsense" })
        {
            using var refused = await browser.SubmitAsync("/sites", new() { ["org"] = wanted }, Cancel, "/switch");
            refused.Headers.Location!.ToString().ShouldBe("/not-allowed");
        }

        (await PageAsync(browser, "/sites")).ShouldContain("Ahorn street");
    }

    [Fact]
    public async Task Switch_WithoutTheFormsToken_IsRefused()
    {
        var (home, other, browser) = await PersonOfTwoAsync();
        using var _ = browser;
        await FollowAsync(browser, "/sign-in", choose: home.OrganisationId);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["org"] = other.OrganisationId.ToString() });
        using var refused = await browser.Http.PostAsync(new Uri("/switch", UriKind.Relative), form, Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await PageAsync(browser, "/sites")).ShouldContain("Ahorn street");
    }

    [Fact]
    public async Task SigningInOnceMore_InTheSameBrowser_EndsTheSessionBefore_AndTheNewOneWorks()
    {
        var (home, other, browser) = await PersonOfTwoAsync();
        using var _ = browser;
        await FollowAsync(browser, "/sign-in", choose: home.OrganisationId);
        var old = Cookie(browser);
        await FollowAsync(browser, "/sign-in", choose: other.OrganisationId);
        (await PageAsync(browser, "/sites")).ShouldContain("Buche street");
        (await StatusAsync(old)).ShouldBe(HttpStatusCode.Redirect);
    }

    private string Cookie(Visitor browser) => browser.Cookies.GetCookies(server.Address)["clemap-portal"].ShouldNotBeNull().Value;

    // A downloaded document is refused to whoever is not signed in, and there is none of this id for anybody else.
    private async Task<HttpStatusCode> StatusAsync(string cookie)
    {
        using var handler = new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { BaseAddress = server.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/downloads/invoices/{Guid.CreateVersion7()}.pdf");
        request.Headers.Add("Cookie", $"clemap-portal={cookie}");
        using var answer = await http.SendAsync(request, Cancel);
        return answer.StatusCode;
    }

    private static async Task<string> PageAsync(Visitor browser, string address)
    {
        using var page = await browser.GetAsync(address, Cancel);
        page.StatusCode.ShouldBe(HttpStatusCode.OK, address);
        return await page.Content.ReadAsStringAsync(Cancel);
    }

    private async Task<(ServedSite Home, ServedSite Other, Visitor Browser)> PersonOfTwoAsync()
    {
        var home = await server.NewSiteAsync("Ahorn");
        var other = await server.NewSiteAsync("Buche");
        var email = $"{Guid.CreateVersion7():N}@clemap.example";
        foreach (var site in new[] { home, other })
        {
            await using var scope = server.Services.CreateOrganisationScope(site.OrganisationId);
            var id = await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(email, "A Person", ServerFixture.Password, Cancel);
            await scope.ServiceProvider.GetRequiredService<IMemberships>().AddAsync(site.OrganisationId, id, Role.Owner, Cancel);
        }
        var browser = new Visitor(server.Address);
        (await browser.SignInAsync(email, ServerFixture.Password, Cancel)).Dispose();
        return (home, other, browser);
    }

    private async Task<IReadOnlyList<string>> ActionsAsync(ServedSite site)
    {
        await using var scope = server.Services.CreateOrganisationScope(site.OrganisationId);
        return
        [
            .. (await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(), Cancel)).Entries.Select(entry => entry.Action)
                .Where(action => action is AuditAction.SessionStarted or AuditAction.SessionEnded),
        ];
    }

    private static async Task FollowAsync(Visitor browser, string address, Guid? choose)
    {
        for (var step = 0; step < 6; step++)
        {
            if (address.Contains("/account/organisation", StringComparison.Ordinal))
            {
                var back = System.Web.HttpUtility.ParseQueryString(new Uri(new Uri("http://x"), address).Query)["returnUrl"];
                address = $"{back}&org={choose.ShouldNotBeNull()}";
            }
            using var answer = await browser.GetAsync(address, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, address);
            address = answer.Headers.Location!.ToString();
            if (address == "/")
                return;
        }
        Assert.Fail($"It did not come back to the portal but to {address}.");
    }
}
