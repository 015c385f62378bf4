using System.Net;
using Clemap.Identity.Accounts;
using Clemap.Identity.Sessions;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using static Microsoft.Playwright.Assertions;

namespace Clemap.Identity.Tests.Passkeys;

public sealed class PasskeyTests(IdentityFixture fixture)
{
    private const string SignInWithPasskey = "form[data-passkey=get] button[type=submit]";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_passkey_is_added_named_signs_in_without_password_and_code_and_is_removed()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        await using var host = await fixture.StartNamedAsync(Cancel);
        await using var browser = await PasskeyBrowser.StartAsync(host.Address);
        await browser.AddAuthenticatorAsync();
        using var elsewhere = await fixture.SignedInAsync(email);
        await browser.SignInAsync(email);
        (await StandingAsync(id)).ShouldBe(2);

        await browser.AddPasskeyAsync("Phone", "not the password");
        await Expect(browser.Page.Locator("[data-told]")).ToHaveTextAsync("The present password is not right.");
        await browser.AddPasskeyAsync("Phone");
        await Expect(browser.Page.GetByRole(Microsoft.Playwright.AriaRole.Status)).ToContainTextAsync("The passkey is added");
        await Expect(browser.Page.Locator("ul.lines strong")).ToHaveTextAsync("Phone");
        (await fixture.Mailbox.LetterAsync(email, Cancel)).Subject.ShouldBe("Passkey added");
        (await StandingAsync(id)).ShouldBe(1, "whatever changes how one signs in ends the other sign-ins");

        await browser.Page.FillAsync("ul.lines input[name=Name]", "Work phone");
        await browser.Page.ClickAsync("ul.lines form.name-line button");
        await Expect(browser.Page.Locator("ul.lines strong")).ToHaveTextAsync("Work phone");

        // With a second factor on, a passkey that its owner unlocked is both.
        await SwitchSecondFactorAsync(id, on: true);
        await browser.Page.Context.ClearCookiesAsync();
        await browser.Page.GotoAsync("/account/login?returnUrl=%2Faccount%2Fpasskeys");
        await browser.Page.ClickAsync(SignInWithPasskey);
        await browser.Page.WaitForURLAsync("**/account/passkeys");
        await Expect(browser.Page.Locator("ul.lines strong")).ToHaveTextAsync("Work phone");
        await using (var scope = host.Services.CreateAsyncScope())
            (await scope.ServiceProvider.GetRequiredService<SignInJournal>().PageAsync(id, 1, Cancel)).Entries[0].Result.ShouldBe(SignInResults.SignedIn);

        await browser.Page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Remove Work phone" }).ClickAsync();
        await Expect(browser.Page.GetByRole(Microsoft.Playwright.AriaRole.Status)).ToContainTextAsync("The passkey is removed");
        (await fixture.Mailbox.LetterAsync(email, Cancel, count: 2)).Subject.ShouldBe("Passkey removed");
        await browser.Page.Context.ClearCookiesAsync();
        await browser.Page.GotoAsync("/account/login");
        await browser.Page.ClickAsync(SignInWithPasskey);
        await Expect(browser.Page.Locator("p.error:visible")).ToContainTextAsync("The passkey was not taken");
        browser.Complaints.ShouldAllBe(complaint => complaint.Contains("400 (Bad Request)"), "but for the wrong password");

        (await AuditAsync(id)).ShouldBe([(AuditAction.PasskeyRemoved, """{"passkey":"Work phone"}"""), (AuditAction.PasskeyAdded, """{"passkey":"Phone"}""")]);
    }

    [Fact]
    public async Task A_device_in_other_hands_than_its_owner_s_makes_none_and_signs_in_nobody()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        await using var host = await fixture.StartNamedAsync(Cancel);
        await using var browser = await PasskeyBrowser.StartAsync(host.Address);
        await browser.AddAuthenticatorAsync();
        await browser.SignInAsync(email);
        await browser.VerifyUserAsync(isOwner: false);
        await browser.AddPasskeyAsync("Stolen");
        await Expect(browser.Page.Locator("[data-told]")).ToContainTextAsync("The passkey was not taken");

        await browser.VerifyUserAsync(isOwner: true);
        await browser.AddPasskeyAsync("Mine");
        await Expect(browser.Page.Locator("ul.lines strong")).ToHaveTextAsync("Mine");
        await browser.VerifyUserAsync(isOwner: false);
        await browser.Page.Context.ClearCookiesAsync();
        await browser.Page.GotoAsync("/account/login");
        await browser.Page.ClickAsync(SignInWithPasskey);
        await Expect(browser.Page.Locator("[data-told]")).ToContainTextAsync("The passkey was not taken");
        browser.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_passkey_signed_opens_once()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        await using var host = await fixture.StartNamedAsync(Cancel);
        await using var browser = await PasskeyBrowser.StartAsync(host.Address);
        await browser.AddAuthenticatorAsync();
        await browser.SignInAsync(email);
        await browser.AddPasskeyAsync("Phone");
        await Expect(browser.Page.Locator("ul.lines strong")).ToHaveTextAsync("Phone");
        await browser.Page.Context.ClearCookiesAsync();
        await browser.Page.GotoAsync("/account/login?returnUrl=%2Faccount");
        var sent = await browser.Page.RunAndWaitForRequestAsync(() => browser.Page.ClickAsync(SignInWithPasskey), request => request.Url.Contains("handler=Passkey&", StringComparison.Ordinal) || request.Url.EndsWith("handler=Passkey", StringComparison.Ordinal));
        await browser.Page.WaitForURLAsync("**/account");
        var signed = System.Web.HttpUtility.ParseQueryString(sent.PostData!)["Credential"]!;

        // Somebody who read it along: without the challenge's cookie, and with a challenge of his own.
        using var thief = new Visitor(host.Address);
        foreach (var ownChallenge in new[] { false, true })
        {
            if (ownChallenge)
                (await thief.SubmitAsync(AccountPaths.Login, [], Cancel, "/account/login?handler=PasskeyOptions")).StatusCode.ShouldBe(HttpStatusCode.OK);
            using var answer = await thief.SubmitAsync(AccountPaths.Login, new() { ["Credential"] = signed }, Cancel, "/account/login?handler=Passkey");
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await IsSignedInAsync(thief)).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[[[[")]
    [InlineData("""{"id":"AA","rawId":"AA","type":"public-key","response":{"clientDataJSON":"AA","authenticatorData":"AA","signature":"AA"},"clientExtensionResults":{}}""")]
    public async Task What_is_no_passkey_is_refused_and_no_fault(string credential)
    {
        using var visitor = new Visitor(fixture.Address);
        (await visitor.SubmitAsync(AccountPaths.Login, [], Cancel, "/account/login?handler=PasskeyOptions")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var answer = await visitor.SubmitAsync(AccountPaths.Login, new() { ["Credential"] = credential }, Cancel, "/account/login?handler=Passkey");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Cancel)).ShouldContain("Der Passkey wurde nicht angenommen");

        var (_, email) = await fixture.PersonAsync();
        using var person = await fixture.SignedInAsync(email);
        var form = new Dictionary<string, string> { ["Name"] = "x", ["Password"] = IdentityFixture.Password, ["Credential"] = credential };
        (await person.SubmitAsync(AccountPaths.Passkeys, form, Cancel, "/account/passkeys?handler=Options")).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var added = await person.SubmitAsync(AccountPaths.Passkeys, form, Cancel, "/account/passkeys?handler=Add");
        added.StatusCode.ShouldBe(HttpStatusCode.OK);
        WebUtility.HtmlDecode(await added.Content.ReadAsStringAsync(Cancel)).ShouldContain("Der Passkey wurde nicht angenommen");
    }

    private async Task<IReadOnlyList<(string, string)>> AuditAsync(Guid person)
    {
        await using var scope = fixture.Host.Services.CreateOrganisationScope(fixture.FirstOrganisation);
        var page = await scope.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(What: person.ToString()), Cancel);
        return [.. page.Entries.Select(entry => (entry.Action, entry.After!.Replace(" ", "", StringComparison.Ordinal).Replace("Workphone", "Work phone", StringComparison.Ordinal)))];
    }

    private async Task<int> StandingAsync(Guid person)
    {
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var account = await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByIdAsync(person.ToString());
        return (await scope.ServiceProvider.GetRequiredService<Identity.Sessions.Sessions>().ListAsync(account!, Cancel)).Count;
    }

    private static async Task<bool> IsSignedInAsync(Visitor visitor)
    {
        using var answer = await visitor.GetAsync(AccountPaths.Overview, Cancel);
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private async Task SwitchSecondFactorAsync(Guid id, bool on)
    {
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        (await accounts.SetTwoFactorEnabledAsync((await accounts.FindByIdAsync(id.ToString()))!, on)).Succeeded.ShouldBeTrue();
    }
}
