using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Clemap.Identity.Accounts;
using Clemap.Identity.SecondFactor;
using Clemap.Identity.Sessions;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Tests.ExternalSignIn;

/// <summary>Signing in at an issuer of somebody else's, which really runs.</summary>
[Collection(nameof(ExternalFixture))]
public sealed class ExternalSignInTests(IdentityFixture identity, ExternalFixture external)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beside_passwords_the_page_offers_both_and_each_lets_the_same_person_in()
    {
        var (id, email, persona) = await external.LinkedAsync();
        using var visitor = new Visitor(external.Beside.Address);
        using (var page = await visitor.GetAsync(AccountPaths.Login, Cancel))
        {
            var text = await ExternalFixture.TextAsync(page);
            text.ShouldContain("Mit Muster-Login anmelden");
            text.ShouldContain("type=\"password\"");
        }

        using var answer = await external.SignInAsync(visitor, persona, "/account/sessions");
        answer.Headers.Location!.OriginalString.ShouldBe("/account/sessions");
        (await ExternalFixture.WhoAsync(visitor)).ShouldBe(email);
        using (var sessions = await visitor.GetAsync(AccountPaths.Sessions, Cancel))
            (await ExternalFixture.TextAsync(sessions)).ShouldContain("Angemeldet beim externen Anbieter");
        (await EntriesAsync(id))[0].Result.ShouldBe(SignInResults.External);

        using var typed = new Visitor(external.Beside.Address);
        using var signedIn = await typed.SignInAsync(email, IdentityFixture.Password, Cancel);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await ExternalFixture.WhoAsync(typed)).ShouldBe(email);
    }

    [Fact]
    public async Task Instead_of_passwords_the_page_offers_only_the_issuer_and_all_pages_of_passwords_are_closed()
    {
        var (_, email, persona) = await external.LinkedAsync();
        using var visitor = new Visitor(external.Instead.Address);
        using (var page = await visitor.GetAsync(AccountPaths.Login, Cancel))
        {
            var text = await ExternalFixture.TextAsync(page);
            text.ShouldContain("Mit Muster-Login anmelden");
            text.ShouldNotContain("type=\"password\"");
            text.ShouldNotContain("passkey", Case.Insensitive);
            text.ShouldNotContain(AccountPaths.Forgotten);
        }

        foreach (var (form, fields) in new (string, Dictionary<string, string>)[]
        {
            (AccountPaths.Login, new() { ["Email"] = email, ["Password"] = IdentityFixture.Password }),
            (AccountPaths.Login + "?handler=PasskeyOptions", []),
            (AccountPaths.Login + "?handler=Passkey", new() { ["Credential"] = "{}" }),
        })
        {
            using var refused = await visitor.SubmitAsync(AccountPaths.Login, fields, Cancel, form);
            refused.Headers.Location!.OriginalString.ShouldBe(AccountPaths.Closed, form);
        }

        foreach (var path in new[] { AccountPaths.Forgotten, AccountPaths.Reset + "?link=x", AccountPaths.Unconfirmed })
        {
            using var closed = await visitor.GetAsync(path, Cancel);
            closed.Headers.Location!.OriginalString.ShouldBe(AccountPaths.Closed, path);
        }

        using (var said = await visitor.GetAsync(AccountPaths.Closed, Cancel))
        {
            said.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            (await ExternalFixture.TextAsync(said)).ShouldContain("Hier meldet man sich nur mit Muster-Login an");
        }

        (await ExternalFixture.WhoAsync(visitor)).ShouldBeNull();
        (await external.SignInAsync(visitor, persona)).Dispose();
        (await ExternalFixture.WhoAsync(visitor)).ShouldBe(email);
        foreach (var path in new[] { AccountPaths.Password, AccountPaths.Passkeys })
        {
            using var closed = await visitor.GetAsync(path, Cancel);
            closed.Headers.Location!.OriginalString.ShouldBe(AccountPaths.Closed, path);
        }
    }

    [Fact]
    public async Task Without_an_issuer_there_is_no_button_and_its_pages_are_not_there()
    {
        using var visitor = new Visitor(identity.Address);
        using (var page = await visitor.GetAsync(AccountPaths.Login, Cancel))
            (await page.Content.ReadAsStringAsync(Cancel)).ShouldNotContain(AccountPaths.External);
        foreach (var path in new[] { AccountPaths.External, AccountPaths.ExternalFailed, AccountPaths.Closed })
        {
            using var none = await visitor.GetAsync(path, Cancel);
            none.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example/")]
    [InlineData("/\t/evil.example/")]
    public async Task Afterwards_it_leads_to_no_other_host(string returnUrl)
    {
        var (_, _, persona) = await external.LinkedAsync();
        using var visitor = new Visitor(external.Beside.Address);
        using var answer = await external.SignInAsync(visitor, persona, returnUrl);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        answer.Headers.Location!.OriginalString.ShouldBe("/");
    }

    [Fact]
    public async Task Whom_nobody_knows_is_told_what_to_do_whatever_address_the_issuer_says()
    {
        var (id, email) = await identity.PersonAsync(Role.Owner);
        foreach (var verified in new[] { false, true })
        {
            using var visitor = new Visitor(external.Beside.Address);
            using var answer = await external.SignInAsync(visitor, Persona.New(email) with { EmailVerified = verified });
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
            var text = await ExternalFixture.TextAsync(answer);
            text.ShouldContain($"Muster-Login kennt Sie als {email}");
            text.ShouldContain("Wurden Sie eingeladen?");
            (await ExternalFixture.WhoAsync(visitor)).ShouldBeNull();
        }

        (await external.LinksAsync(id)).ShouldBeEmpty();
        using var other = new Visitor(external.Instead.Address);
        using var told = await external.SignInAsync(other, Persona.New(email));
        (await ExternalFixture.TextAsync(told)).ShouldNotContain("mit dem Passwort");
    }

    [Fact]
    public async Task Sign_out_everywhere_ends_it_and_so_does_a_changed_security_stamp()
    {
        var (id, _, persona) = await external.LinkedAsync();
        using var here = new Visitor(external.Beside.Address);
        using var there = new Visitor(external.Beside.Address);
        (await external.SignInAsync(here, persona)).Dispose();
        (await external.SignInAsync(there, persona)).Dispose();
        (await StandingAsync(id)).ShouldBe(2);
        (await here.SubmitAsync(AccountPaths.Sessions, [], Cancel, AccountPaths.Sessions + "?handler=Everywhere")).Dispose();
        (await ExternalFixture.WhoAsync(here)).ShouldBeNull();
        (await StandingAsync(id)).ShouldBe(0);

        (await external.SignInAsync(here, persona)).Dispose();
        await using (var scope = external.Beside.Services.CreateAsyncScope())
        {
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
            await accounts.UpdateSecurityStampAsync((await accounts.FindByIdAsync(id.ToString()))!);
        }

        (await StandingAsync(id)).ShouldBe(0);
    }

    [Fact]
    public async Task A_pause_after_wrong_passwords_stops_nobody_who_signs_in_at_the_issuer()
    {
        var (id, email, persona) = await external.LinkedAsync();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            using var guesser = new Visitor(external.Beside.Address);
            (await guesser.SignInAsync(email, "not the password at all", Cancel)).Dispose();
        }

        (await EntriesAsync(id))[0].Result.ShouldBe(SignInResults.Locked);
        using var visitor = new Visitor(external.Beside.Address);
        (await external.SignInAsync(visitor, persona)).Dispose();
        (await ExternalFixture.WhoAsync(visitor)).ShouldBe(email);
    }

    [Fact]
    public async Task Who_switched_a_second_factor_on_here_is_asked_for_it_and_wrong_codes_pause()
    {
        var (id, email, persona) = await external.LinkedAsync();
        var secret = RandomNumberGenerator.GetBytes(OneTimeCodes.SecretBytes);
        var step = OneTimeCodes.StepAt(TimeProvider.System.GetUtcNow());
        await using (var scope = external.Beside.Services.CreateAsyncScope())
        {
            var account = (await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByIdAsync(id.ToString()))!;
            (await scope.ServiceProvider.GetRequiredService<SecondFactors>().SwitchOnAsync(account, secret, OneTimeCodes.CodeOf(secret, step - 1), Cancel)).ShouldNotBeNull();
        }

        using var visitor = new Visitor(external.Beside.Address);
        using var halfway = await external.SignInAsync(visitor, persona, "/account/sessions");
        var page = halfway.Headers.Location!.OriginalString;
        page.ShouldBe("/account/login/code?returnUrl=%2Faccount%2Fsessions");
        (await ExternalFixture.WhoAsync(visitor)).ShouldBeNull();
        using (var right = await visitor.SubmitAsync(page, new() { ["Code"] = OneTimeCodes.CodeOf(secret, step) }, Cancel))
            right.Headers.Location!.OriginalString.ShouldBe("/account/sessions");
        (await ExternalFixture.WhoAsync(visitor)).ShouldBe(email);
        (await EntriesAsync(id))[0].Result.ShouldBe(SignInResults.External);

        using var thief = new Visitor(external.Beside.Address);
        (await external.SignInAsync(thief, persona)).Dispose();
        for (var attempt = 0; attempt < 5; attempt++)
            (await thief.SubmitAsync(AccountPaths.Code, new() { ["Code"] = "abcdef" }, Cancel)).Dispose();
        (await EntriesAsync(id))[0].Result.ShouldBe(SignInResults.Locked);
        (await thief.SubmitAsync(AccountPaths.Code, new() { ["Code"] = OneTimeCodes.CodeOf(secret, step + 1) }, Cancel)).Dispose();
        (await ExternalFixture.WhoAsync(thief)).ShouldBeNull("even the right code waits until the pause is over");
    }

    [Fact]
    public async Task A_copy_of_one_s_data_holds_the_link_and_the_end_of_the_account_ends_it_both_with_a_fresh_sign_in_for_who_has_no_password()
    {
        var (id, _, persona) = await external.LinkedAsync(withPassword: false);
        var (heir, _) = await identity.PersonAsync(Role.Owner);
        heir.ShouldNotBe(id);
        using var visitor = new Visitor(external.Beside.Address);
        (await external.SignInAsync(visitor, persona)).Dispose();
        using (var unproven = await visitor.SubmitAsync(AccountPaths.OwnData, [], Cancel, AccountPaths.OwnData + "?handler=Copy"))
            (await ExternalFixture.TextAsync(unproven)).ShouldContain("Bestätigen Sie zuerst mit Muster-Login");

        await ProveAsync(visitor, persona, AccountPaths.OwnData);
        using (var copied = await visitor.SubmitAsync(AccountPaths.OwnData, [], Cancel, AccountPaths.OwnData + "?handler=Copy"))
        {
            var link = JsonElement.Parse(await copied.Content.ReadAsStringAsync(Cancel)).GetProperty("externalSignIns").EnumerateArray().ShouldHaveSingleItem();
            link.GetProperty("issuer").GetString().ShouldBe(external.Issuer.Address.AbsoluteUri);
            link.GetProperty("subject").GetString().ShouldBe(persona.Subject);
        }

        using (var erased = await visitor.SubmitAsync(AccountPaths.OwnData, new() { ["IsMeant"] = "true" }, Cancel, AccountPaths.OwnData + "?handler=Erase"))
            (await erased.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"status\"");
        (await external.LinksAsync(id)).ShouldBeEmpty();
        using var again = await external.SignInAsync(visitor, persona);
        again.StatusCode.ShouldBe(HttpStatusCode.Forbidden, "the issuer's person is nobody's any more");
    }

    [Fact]
    public async Task A_proof_is_only_what_the_issuer_says_was_fresh_of_the_linked_person_in_this_sign_in()
    {
        var (_, _, persona) = await external.LinkedAsync(withPassword: false);
        using var visitor = new Visitor(external.Beside.Address);
        (await external.SignInAsync(visitor, persona)).Dispose();
        foreach (var liar in new[] { persona with { IgnoresPrompt = true }, persona with { TellsTime = false }, Persona.New() })
        {
            using var refused = await external.ThereAndBackAsync(visitor, liar, AccountPaths.Email, AccountPaths.WithReturn(AccountPaths.External, AccountPaths.Email) + "&handler=Prove");
            refused.Headers.Location!.OriginalString.ShouldBe("/account/external/failed?why=stale");
            using var email = await visitor.GetAsync(AccountPaths.Email, Cancel);
            (await ExternalFixture.TextAsync(email)).ShouldContain("Mit Muster-Login bestätigen");
        }

        await ProveAsync(visitor, persona, AccountPaths.Email);
        using (var open = await visitor.GetAsync(AccountPaths.Email, Cancel))
            (await ExternalFixture.TextAsync(open)).ShouldContain("name=\"Email\"");
        // The proof was of a sign-in that is over.
        (await external.SignInAsync(visitor, persona)).Dispose();
        using var later = await visitor.GetAsync(AccountPaths.Email, Cancel);
        (await ExternalFixture.TextAsync(later)).ShouldNotContain("name=\"Email\"");
    }

    private async Task ProveAsync(Visitor visitor, Persona persona, string page)
    {
        using var back = await external.ThereAndBackAsync(visitor, persona, page, AccountPaths.WithReturn(AccountPaths.External, page) + "&handler=Prove");
        back.Headers.Location!.OriginalString.ShouldBe(page);
    }

    private async Task<IReadOnlyList<SignInRow>> EntriesAsync(Guid id)
    {
        await using var scope = external.Beside.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<SignInJournal>().PageAsync(id, 1, Cancel)).Entries;
    }

    private async Task<int> StandingAsync(Guid id)
    {
        await using var scope = external.Beside.Services.CreateAsyncScope();
        var account = await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByIdAsync(id.ToString());
        return (await scope.ServiceProvider.GetRequiredService<Identity.Sessions.Sessions>().ListAsync(account!, Cancel)).Count;
    }
}
