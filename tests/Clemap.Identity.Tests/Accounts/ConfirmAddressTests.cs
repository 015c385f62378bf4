using System.Net;
using Clemap.Identity.Accounts;
using Clemap.Identity.Letters;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Tests.Accounts;

public sealed class ConfirmAddressTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Register_SignInIsRefusedUntilTheAddressIsConfirmed()
    {
        var email = await RegisterAsync("fr-CH");
        var letter = await fixture.Mailbox.LetterAsync(email, Cancel);
        letter.Subject.ShouldBe("Confirmez votre adresse e-mail");

        using var visitor = new Visitor(fixture.Address);
        using (var early = await visitor.SignInAsync(email, IdentityFixture.Password, Cancel))
            early.Headers.Location!.OriginalString.ShouldBe("/account/unconfirmed");
        using (var own = await visitor.GetAsync("/account", Cancel))
            own.Headers.Location!.PathAndQuery.ShouldStartWith("/account/login");
        // Whoever does not know the password learns nothing.
        using (var stranger = await visitor.SignInAsync(email, "not the password at all", Cancel))
            stranger.StatusCode.ShouldBe(HttpStatusCode.OK);

        using (var confirmed = await visitor.SubmitAsync(Mailbox.LinkIn(letter), [], Cancel))
            confirmed.StatusCode.ShouldBe(HttpStatusCode.OK);
        using (var again = await visitor.GetAsync(Mailbox.LinkIn(letter), Cancel))
            again.StatusCode.ShouldBe(HttpStatusCode.Gone);
        using var late = await visitor.SignInAsync(email, IdentityFixture.Password, Cancel);
        late.Headers.Location!.OriginalString.ShouldBe("/");
    }

    [Fact]
    public async Task Unconfirmed_WrongPasswords_LockToo()
    {
        var email = await RegisterAsync("de-CH");
        using var visitor = new Visitor(fixture.Address);
        for (var attempt = 0; attempt < 5; attempt++)
            (await visitor.SignInAsync(email, "not the password at all", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        using var right = await visitor.SignInAsync(email, IdentityFixture.Password, Cancel);
        right.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Unconfirmed_AskedAgain_SendsANewLinkAndVoidsTheOld()
    {
        var email = await RegisterAsync("de-CH");
        var first = Mailbox.LinkIn(await fixture.Mailbox.LetterAsync(email, Cancel));
        using var visitor = new Visitor(fixture.Address);
        using (await visitor.SubmitAsync("/account/unconfirmed", new() { ["Email"] = email }, Cancel))
        {
        }
        var second = Mailbox.LinkIn(await fixture.Mailbox.LetterAsync(email, Cancel, count: 2));
        using var old = await visitor.GetAsync(first, Cancel);
        old.StatusCode.ShouldBe(HttpStatusCode.Gone);
        using var young = await visitor.GetAsync(second, Cancel);
        young.StatusCode.ShouldBe(HttpStatusCode.OK);
        // A link for one purpose opens nothing else.
        using var other = await visitor.GetAsync(second.Replace("/confirm", "/reset", StringComparison.Ordinal), Cancel);
        other.StatusCode.ShouldBe(HttpStatusCode.Gone);
    }

    [Fact]
    public async Task ChangeEmail_ByTheLinkInALetterToTheNewAddress()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        var next = $"next-{Guid.CreateVersion7():N}@example.ch";
        using var visitor = await fixture.SignedInAsync(email);
        using (var wrong = await visitor.SubmitAsync("/account/email", new() { ["Email"] = next, ["Password"] = "not the password at all" }, Cancel))
            (await wrong.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"alert\"");
        using (var asked = await visitor.SubmitAsync("/account/email", new() { ["Email"] = next, ["Password"] = IdentityFixture.Password }, Cancel))
            (await asked.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"status\"");
        (await NameAsync(id)).ShouldBe(email);

        var link = Mailbox.LinkIn(await fixture.Mailbox.LetterAsync(next, Cancel));
        using (var confirmed = await visitor.SubmitAsync(link, [], Cancel))
            confirmed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await NameAsync(id)).ShouldBe(next);
        (await fixture.Mailbox.LetterAsync(email, Cancel)).Subject.ShouldBe("Ihre E-Mail-Adresse wurde geändert");
        using var signedIn = await fixture.SignedInAsync(next);
    }

    [Fact]
    public async Task ChangeEmail_ToSomebodyElsesAddress_SendsThemNothingAndTellsNothing()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        var (_, taken) = await fixture.PersonAsync(Role.Owner);
        using var visitor = await fixture.SignedInAsync(email);
        using var asked = await visitor.SubmitAsync("/account/email", new() { ["Email"] = taken, ["Password"] = IdentityFixture.Password }, Cancel);
        (await asked.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"status\"");
        var marker = $"marker-{Guid.CreateVersion7():N}@example.ch";
        using (await visitor.SubmitAsync("/account/email", new() { ["Email"] = marker, ["Password"] = IdentityFixture.Password }, Cancel))
        {
        }
        await fixture.Mailbox.LetterAsync(marker, Cancel);
        fixture.Mailbox.Letters(taken).ShouldBeEmpty();
    }

    [Fact]
    public async Task ChangeEmail_WhenSomebodyElseTookItMeanwhile_IsRefused()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        var next = $"next-{Guid.CreateVersion7():N}@example.ch";
        using var visitor = await fixture.SignedInAsync(email);
        using (await visitor.SubmitAsync("/account/email", new() { ["Email"] = next, ["Password"] = IdentityFixture.Password }, Cancel))
        {
        }
        var link = Mailbox.LinkIn(await fixture.Mailbox.LetterAsync(next, Cancel));
        await using (var scope = fixture.Host.Services.CreateAsyncScope())
            await scope.ServiceProvider.GetRequiredService<IPeople>().EnsureAsync(next, "Somebody", IdentityFixture.Password, Cancel);
        using var refused = await visitor.SubmitAsync(link, [], Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.Gone);
        (await NameAsync(id)).ShouldBe(email);
    }

    [Fact]
    public async Task Password_Changed_KeepsThisSignInAndNeedsTheOldOne()
    {
        var (_, email) = await fixture.PersonAsync(Role.Owner);
        using var visitor = await fixture.SignedInAsync(email);
        const string next = "die Murmel rollt nach hause";
        using (var wrong = await visitor.SubmitAsync("/account/password", new() { ["Old"] = "not the password at all", ["New"] = next }, Cancel))
            (await wrong.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"alert\"");
        using (var done = await visitor.SubmitAsync("/account/password", new() { ["Old"] = IdentityFixture.Password, ["New"] = next }, Cancel))
            (await done.Content.ReadAsStringAsync(Cancel)).ShouldContain("role=\"status\"");
        using var own = await visitor.GetAsync("/account", Cancel);
        own.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await fixture.Mailbox.LetterAsync(email, Cancel)).Subject.ShouldBe("Ihr Passwort wurde geändert");
    }

    private async Task<string> RegisterAsync(string culture)
    {
        var email = $"new-{Guid.CreateVersion7():N}@example.ch";
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var account = new Account { Id = Guid.CreateVersion7(), UserName = email, Email = email, Name = "Nora Neu" };
        (await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().CreateAsync(account, IdentityFixture.Password)).Succeeded.ShouldBeTrue();
        scope.ServiceProvider.GetRequiredService<LetterQueue>().TryAdd(new LetterWanted(LetterKind.Confirm, Account: null, email, culture)).ShouldBeTrue();
        return email;
    }

    private async Task<string?> NameAsync(Guid id)
    {
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        return (await scope.ServiceProvider.GetRequiredService<IPeople>().FindAsync(id, Cancel))?.Email;
    }
}
