using System.Buffers.Text;
using System.Net;
using Clemap.Identity.Accounts;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Clemap.Identity.Tests.ExternalSignIn;

/// <summary>How somebody of the issuer's becomes somebody of ours, and how that ends.</summary>
[Collection(nameof(ExternalFixture))]
public sealed class ExternalLinkTests(IdentityFixture identity, ExternalFixture external)
{
    private const string LinkForm = AccountPaths.ExternalLinks + "?handler=Link";
    private const string UnlinkForm = AccountPaths.ExternalLinks + "?handler=Unlink";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Issuer => external.Issuer.Address.AbsoluteUri;

    private static Dictionary<string, string> Password => new() { ["Password"] = IdentityFixture.Password };

    [Fact]
    public async Task Who_is_signed_in_links_with_the_password_and_unlinks_and_both_end_other_sign_ins_are_told_by_mail_and_stand_in_the_audit()
    {
        var (id, email) = await identity.PersonAsync(Role.Owner);
        var persona = Persona.New("anna@issuer.example");
        using var visitor = await SignedInAsync(email);
        using var elsewhere = await SignedInAsync(email);
        using (var wrong = await visitor.SubmitAsync(AccountPaths.ExternalLinks, new() { ["Password"] = "not the password at all" }, Cancel, LinkForm))
            wrong.StatusCode.ShouldBe(HttpStatusCode.OK, "the page again, with its complaint");

        using (var linked = await LinkAsync(visitor, persona))
        {
            linked.Headers.Location!.OriginalString.ShouldBe("/account/external-sign-in?outcome=Linked");
            using var page = await visitor.GetAsync(linked.Headers.Location.OriginalString, Cancel);
            var text = await ExternalFixture.TextAsync(page);
            text.ShouldContain("Ihr Konto ist mit Muster-Login verknüpft");
            text.ShouldContain("anna@issuer.example");
        }

        (await external.LinksAsync(id)).ShouldBe([persona.Subject]);
        (await StandingAsync(id)).ShouldBe(1, "the sign-in elsewhere has ended");
        (await identity.Mailbox.LetterAsync(email, Cancel)).Subject.ShouldBe("Externe Anmeldung verknüpft");
        using (var other = new Visitor(external.Beside.Address))
        {
            (await external.SignInAsync(other, persona)).Dispose();
            (await ExternalFixture.WhoAsync(other)).ShouldBe(email);
        }

        using (var wrong = await UnlinkAsync(visitor, persona, new() { ["Password"] = "not the password at all" }))
            (await ExternalFixture.TextAsync(wrong)).ShouldContain("class=\"error\"");
        (await external.LinksAsync(id)).ShouldHaveSingleItem();
        using (var removed = await UnlinkAsync(visitor, persona, Password))
            (await ExternalFixture.TextAsync(removed)).ShouldContain("Die Verknüpfung ist gelöst");
        (await external.LinksAsync(id)).ShouldBeEmpty();
        (await identity.Mailbox.LetterAsync(email, Cancel, count: 2)).Subject.ShouldBe("Externe Anmeldung gelöst");
        using (var gone = await external.SignInAsync(new Visitor(external.Beside.Address), persona))
            gone.StatusCode.ShouldBe(HttpStatusCode.Forbidden);

        var audit = await external.AuditAsync(id);
        audit.Select(entry => entry.Action).ShouldBe([AuditAction.ExternalSignInUnlinked, AuditAction.ExternalSignInLinked]);
        // The address at the issuer is private, and entries outlive the account.
        audit.ShouldAllBe(entry => entry.After!.Contains(Issuer) && entry.After.Contains(persona.Subject) && !entry.After.Contains("anna@issuer.example"));
    }

    [Fact]
    public async Task How_support_people_sign_in_is_no_business_of_the_organisations_that_let_support_in()
    {
        var (id, email) = await identity.PersonAsync(Role.Owner);
        await using (var connection = await DatabaseFixture.OpenAsync(identity.Database.Connections.Migrator, Cancel))
        await using (var command = new NpgsqlCommand(
            $"""
             set session app.organisation_id = '{identity.SecondOrganisation}';
             insert into platform.support_people (person_id, since) values ('{id}', now());
             insert into platform.support_access (organisation_id, id, may_change, granted_at, ends_at) values ('{identity.SecondOrganisation}', '{Guid.CreateVersion7()}', false, now(), now() + interval '1 hour');
             """,
            connection))
        {
            await command.ExecuteNonQueryAsync(Cancel);
        }

        await using (var scope = external.Beside.Services.CreateAsyncScope())
        {
            (await scope.ServiceProvider.GetRequiredService<IMemberships>().OfPersonAsync(id, Cancel)).ShouldContain(membership =>
                membership.OrganisationId == identity.SecondOrganisation && membership.Role == Role.SupportRead);
        }

        using var visitor = await SignedInAsync(email);
        (await LinkAsync(visitor, Persona.New())).Dispose();
        (await external.AuditAsync(id)).Select(entry => entry.Action).ShouldBe([AuditAction.ExternalSignInLinked]);
        (await external.AuditAsync(id, identity.SecondOrganisation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_opens_one_account_opens_no_second_and_an_account_has_one_link()
    {
        var (id, email, persona) = await external.LinkedAsync();
        var (other, otherEmail) = await identity.PersonAsync(Role.Owner);
        using var visitor = await SignedInAsync(otherEmail);
        using (var refused = await LinkAsync(visitor, persona))
            refused.Headers.Location!.OriginalString.ShouldBe("/account/external-sign-in?outcome=OfAnother");
        (await external.LinksAsync(other)).ShouldBeEmpty();
        (await external.LinksAsync(id)).ShouldBe([persona.Subject]);

        using var first = await SignedInAsync(email);
        using var second = await LinkAsync(first, Persona.New());
        second.Headers.Location!.OriginalString.ShouldBe("/account/external-sign-in?outcome=HasOne");
        (await external.LinksAsync(id)).ShouldBe([persona.Subject]);
    }

    [Fact]
    public async Task An_answer_that_was_asked_for_in_another_sign_in_links_nothing()
    {
        var (_, email) = await identity.PersonAsync(Role.Owner);
        var (other, otherEmail) = await identity.PersonAsync(Role.Owner);
        using var visitor = await SignedInAsync(email);
        using var sent = await visitor.SubmitAsync(AccountPaths.ExternalLinks, Password, Cancel, LinkForm);
        var answer = await external.AtIssuerAsync(sent, Persona.New());
        // In the same browser somebody else signs in before the answer comes.
        (await visitor.SignInAsync(otherEmail, IdentityFixture.Password, Cancel)).Dispose();
        using var back = await visitor.GetAsync(answer, Cancel);
        using var refused = await visitor.GetAsync(back.Headers.Location!.ToString(), Cancel);
        refused.Headers.Location!.OriginalString.ShouldBe("/account/external/failed?why=refused");
        (await external.LinksAsync(other)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_last_way_in_stays_until_there_is_another()
    {
        var (id, _, persona) = await external.LinkedAsync(withPassword: false);
        using var visitor = new Visitor(external.Beside.Address);
        (await external.SignInAsync(visitor, persona)).Dispose();
        await ProveAsync(visitor, persona, AccountPaths.ExternalLinks);
        using (var refused = await UnlinkAsync(visitor, persona, []))
            (await ExternalFixture.TextAsync(refused)).ShouldContain("Das ist Ihr letzter Weg zur Anmeldung");
        (await external.LinksAsync(id)).ShouldBe([persona.Subject]);

        // A first password, chosen with the proof in place of an old one, is another way: and then the link may go.
        using (var set = await visitor.SubmitAsync(AccountPaths.Password, new() { ["New"] = "seven-unusual-zebras" }, Cancel))
            (await ExternalFixture.TextAsync(set)).ShouldContain("role=\"status\"");
        using (var removed = await UnlinkAsync(visitor, persona, new() { ["Password"] = "seven-unusual-zebras" }))
            (await ExternalFixture.TextAsync(removed)).ShouldContain("Die Verknüpfung ist gelöst");
        (await external.LinksAsync(id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_a_link_and_a_passkey_that_are_taken_away_at_once_one_stays()
    {
        var (id, _, persona) = await external.LinkedAsync(withPassword: false);
        byte[] key = [1, 2, 3, .. id.ToByteArray()];
        await WithAccountAsync(id, async (accounts, account, _) =>
        {
            var passkey = new UserPasskeyInfo(key, [4], TimeProvider.System.GetUtcNow(), 0, null, true, false, false, [5], [6]) { Name = "Phone" };
            (await accounts.AddOrUpdatePasskeyAsync(account, passkey)).Succeeded.ShouldBeTrue();
        });
        using var visitor = new Visitor(external.Beside.Address);
        (await external.SignInAsync(visitor, persona)).Dispose();
        await ProveAsync(visitor, persona, AccountPaths.ExternalLinks);
        var answers = await Task.WhenAll(
            UnlinkAsync(visitor, persona, []),
            visitor.SubmitAsync(AccountPaths.Passkeys, new() { ["Id"] = Base64Url.EncodeToString(key) }, Cancel, AccountPaths.Passkeys + "?handler=Remove"));
        var texts = await Task.WhenAll(answers.Select(ExternalFixture.TextAsync));
        texts.Count(text => text.Contains("Das ist Ihr letzter Weg zur Anmeldung", StringComparison.Ordinal)).ShouldBe(1);
        var left = 0;
        await WithAccountAsync(id, async (accounts, account, _) => left = (await accounts.GetLoginsAsync(account)).Count + (await accounts.GetPasskeysAsync(account)).Count);
        left.ShouldBe(1);
    }

    [Fact]
    public async Task Instead_of_passwords_a_password_and_a_passkey_are_no_other_way_in()
    {
        var (id, _, persona) = await external.LinkedAsync();
        using var visitor = new Visitor(external.Instead.Address);
        (await external.SignInAsync(visitor, persona)).Dispose();
        await ProveAsync(visitor, persona, AccountPaths.ExternalLinks);
        using (var refused = await UnlinkAsync(visitor, persona, Password))
            (await ExternalFixture.TextAsync(refused)).ShouldContain("Das ist Ihr letzter Weg zur Anmeldung");
        (await external.LinksAsync(id)).ShouldBe([persona.Subject]);
    }

    [Fact]
    public async Task A_link_of_an_issuer_that_is_not_in_use_any_more_opens_nothing_and_can_be_taken_away()
    {
        var (id, email) = await identity.PersonAsync(Role.Owner);
        var persona = Persona.New();
        await WithAccountAsync(id, async (accounts, account, _) =>
            (await accounts.AddLoginAsync(account, new UserLoginInfo("https://former.example/", persona.Subject, "Anna"))).Succeeded.ShouldBeTrue());
        using (var stranger = new Visitor(external.Beside.Address))
        using (var refused = await external.SignInAsync(stranger, persona))
            refused.StatusCode.ShouldBe(HttpStatusCode.Forbidden, "the same subject of another issuer is somebody else");

        using var visitor = await SignedInAsync(email);
        using (var page = await visitor.GetAsync(AccountPaths.ExternalLinks, Cancel))
            (await ExternalFixture.TextAsync(page)).ShouldContain("https://former.example/, nicht mehr in Gebrauch");
        using var removed = await visitor.SubmitAsync(
            AccountPaths.ExternalLinks, new(Password) { ["Issuer"] = "https://former.example/", ["Subject"] = persona.Subject }, Cancel, UnlinkForm);
        (await ExternalFixture.TextAsync(removed)).ShouldContain("Die Verknüpfung ist gelöst");
        (await external.LinksAsync(id)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_is_invited_makes_an_account_with_the_issuer_in_place_of_a_password(bool instead)
    {
        var email = $"{Guid.CreateVersion7():N}@example.ch";
        var link = await external.InvitedAsync(email);
        // What the issuer says of the address is of no account: the letter proves it.
        var persona = Persona.New("somebody.else@issuer.example");
        using var visitor = new Visitor((instead ? external.Instead : external.Beside).Address);
        using (var before = await visitor.GetAsync(link, Cancel))
        {
            var text = await ExternalFixture.TextAsync(before);
            text.ShouldContain("Mit Muster-Login anmelden");
            text.Contains("type=\"password\"", StringComparison.Ordinal).ShouldBe(!instead);
        }

        if (instead)
        {
            using var closed = await visitor.SubmitAsync(link, new() { ["Name"] = "Anna", ["Password"] = IdentityFixture.Password }, Cancel);
            closed.StatusCode.ShouldBe(HttpStatusCode.OK, "no account by a password");
        }

        using (var back = await external.ThereAndBackAsync(visitor, persona, link, AccountPaths.WithReturn(AccountPaths.External, link)))
            back.Headers.Location!.OriginalString.ShouldBe(link);
        using (var known = await visitor.GetAsync(link, Cancel))
        {
            var text = await ExternalFixture.TextAsync(known);
            text.ShouldContain("Muster-Login kennt Sie als somebody.else@issuer.example");
            text.ShouldContain("value=\"Anna at the issuer\"");
            text.ShouldNotContain("type=\"password\"");
        }

        using (var accepted = await visitor.SubmitAsync(link, new() { ["Name"] = "Anna Keller" }, Cancel))
            accepted.Headers.Location!.OriginalString.ShouldBe("/");
        (await ExternalFixture.WhoAsync(visitor)).ShouldBe(email);
        using var again = new Visitor(external.Instead.Address);
        (await external.SignInAsync(again, persona)).Dispose();
        (await ExternalFixture.WhoAsync(again)).ShouldBe(email);

        Guid id;
        await using (var scope = external.Beside.Services.CreateAsyncScope())
            id = (await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByEmailAsync(email))!.Id;
        (await external.AuditAsync(id, identity.SecondOrganisation)).Select(entry => entry.Action).ShouldContain(AuditAction.ExternalSignInLinked);
    }

    [Fact]
    public async Task An_invitation_to_an_address_that_has_an_account_lets_nobody_into_it_by_the_issuer_alone()
    {
        var (id, email) = await identity.PersonAsync(Role.Owner);
        var link = await external.InvitedAsync(email);
        using var visitor = new Visitor(external.Beside.Address);
        using (var back = await external.SignInAsync(visitor, Persona.New(email) with { EmailVerified = true }, link))
            back.Headers.Location!.OriginalString.ShouldBe(link);
        using (var page = await visitor.GetAsync(link, Cancel))
            (await ExternalFixture.TextAsync(page)).ShouldContain("ist mit keinem Konto verknüpft");
        (await visitor.SubmitAsync(AccountPaths.Login, new() { ["Name"] = "Mallory" }, Cancel, link)).Dispose();
        (await external.LinksAsync(id)).ShouldBeEmpty();
        (await ExternalFixture.WhoAsync(visitor)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_is_signed_in_at_the_issuer_and_known_here_accepts_an_invitation()
    {
        var (id, email, persona) = await external.LinkedAsync(withPassword: false);
        var link = await external.InvitedAsync(email);
        using var visitor = new Visitor(external.Instead.Address);
        using (var back = await external.SignInAsync(visitor, persona, link))
            back.Headers.Location!.OriginalString.ShouldBe(link);
        using (var accepted = await visitor.SubmitAsync(link, [], Cancel))
            accepted.Headers.Location!.OriginalString.ShouldBe("/");
        await using var scope = external.Beside.Services.CreateAsyncScope();
        (await scope.ServiceProvider.GetRequiredService<IMemberships>().OfPersonAsync(id, Cancel)).Select(membership => membership.OrganisationId)
            .ShouldBe([identity.FirstOrganisation, identity.SecondOrganisation], ignoreOrder: true);
    }

    private async Task<Visitor> SignedInAsync(string email)
    {
        var visitor = new Visitor(external.Beside.Address);
        using var answer = await visitor.SignInAsync(email, IdentityFixture.Password, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        return visitor;
    }

    private Task<HttpResponseMessage> LinkAsync(Visitor visitor, Persona persona) => external.ThereAndBackAsync(visitor, persona, AccountPaths.ExternalLinks, LinkForm, Password);

    private Task<HttpResponseMessage> UnlinkAsync(Visitor visitor, Persona persona, Dictionary<string, string> proof) =>
        visitor.SubmitAsync(AccountPaths.ExternalLinks, new(proof) { ["Issuer"] = Issuer, ["Subject"] = persona.Subject }, Cancel, UnlinkForm);

    private async Task ProveAsync(Visitor visitor, Persona persona, string page)
    {
        using var back = await external.ThereAndBackAsync(visitor, persona, page, AccountPaths.WithReturn(AccountPaths.External, page) + "&handler=Prove");
        back.Headers.Location!.OriginalString.ShouldBe(page);
    }

    private async Task<int> StandingAsync(Guid id)
    {
        var standing = 0;
        await WithAccountAsync(id, async (_, account, services) => standing = (await services.GetRequiredService<Identity.Sessions.Sessions>().ListAsync(account, Cancel)).Count);
        return standing;
    }

    private async Task WithAccountAsync(Guid id, Func<UserManager<Account>, Account, IServiceProvider, Task> act)
    {
        await using var scope = external.Beside.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        await act(accounts, (await accounts.FindByIdAsync(id.ToString()))!, scope.ServiceProvider);
    }
}
