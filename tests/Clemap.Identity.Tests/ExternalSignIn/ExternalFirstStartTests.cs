using System.Net;
using Clemap.Identity.Accounts;
using Clemap.Identity.FirstStart;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Testing;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Tests.ExternalSignIn;

/// <summary>The first person of a server on which people sign in at an external issuer only.</summary>
[Collection(nameof(ExternalFixture))]
public sealed class ExternalFirstStartTests(ExternalFixture external) : IAsyncLifetime
{
    private readonly DatabaseFixture database = new();
    private readonly string folder = Directory.CreateTempSubdirectory("clemap-first-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => database.InitializeAsync();

    [Fact]
    public async Task The_printed_link_links_the_first_administrator_to_the_issuer_once_and_a_password_makes_nobody()
    {
        await using var host = await IdentityHost.StartAsync(database.Connections, folder, Cancel, migrate: true, settings: new()
        {
            ["Clemap:ExternalSignIn:Issuer"] = external.Issuer.Address.AbsoluteUri,
            ["Clemap:ExternalSignIn:ClientId"] = ForeignIssuer.Client,
            ["Clemap:ExternalSignIn:ClientSecret"] = ForeignIssuer.Secret,
            ["Clemap:ExternalSignIn:DisplayName"] = ExternalFixture.Name,
            ["Clemap:ExternalSignIn:Instead"] = "true",
        });
        var link = host.Services.GetRequiredService<FirstStartLinks>().Make().PathAndQuery;
        var persona = Persona.New("anna@example.ch");
        var fields = new Dictionary<string, string> { ["Organisation"] = "Ahorn AG", ["Name"] = "Anna Keller", ["Email"] = "anna@example.ch" };
        using var visitor = new Visitor(host.Address);
        using (var before = await visitor.GetAsync(link, Cancel))
        {
            var text = await ExternalFixture.TextAsync(before);
            text.ShouldContain("Mit Muster-Login anmelden");
            text.ShouldNotContain("name=\"Organisation\"");
        }

        using (var early = await visitor.SubmitAsync(link, new(fields) { ["Password"] = IdentityFixture.Password }, Cancel))
            early.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await FindAsync(host, "anna@example.ch")).ShouldBeNull();

        using (var back = await external.ThereAndBackAsync(visitor, persona, link, AccountPaths.WithReturn(AccountPaths.External, link)))
            back.Headers.Location!.OriginalString.ShouldBe(link);
        using (var page = await visitor.GetAsync(link, Cancel))
        {
            var text = await ExternalFixture.TextAsync(page);
            text.ShouldContain("value=\"Anna at the issuer\"");
            text.ShouldContain("value=\"anna@example.ch\"");
            text.ShouldNotContain("type=\"password\"");
        }

        using (var made = await visitor.SubmitAsync(link, fields, Cancel))
            made.Headers.Location!.OriginalString.ShouldBe("/");
        (await ExternalFixture.WhoAsync(visitor)).ShouldBe("anna@example.ch");
        using (var again = await visitor.GetAsync(link, Cancel))
            (await again.Content.ReadAsStringAsync(Cancel)).ShouldNotContain("<form");

        using var later = new Visitor(host.Address);
        (await external.SignInAsync(later, persona)).Dispose();
        (await ExternalFixture.WhoAsync(later)).ShouldBe("anna@example.ch");
        var anna = (await FindAsync(host, "anna@example.ch")).ShouldNotBeNull();
        anna.PasswordHash.ShouldBeNull();
        await using var scope = host.Services.CreateAsyncScope();
        var memberships = await scope.ServiceProvider.GetRequiredService<IMemberships>().OfPersonAsync(anna.Id, Cancel);
        memberships.Select(membership => membership.Role).ShouldBe([Role.Owner, Role.Administrator], ignoreOrder: true);
        await using var inside = host.Services.CreateOrganisationScope(memberships[0].OrganisationId);
        (await inside.ServiceProvider.GetRequiredService<IAudit>().FindAsync(new(What: anna.Id.ToString()), Cancel)).Entries
            .Select(entry => entry.Action).ShouldContain(AuditAction.ExternalSignInLinked);
    }

    public async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<Account?> FindAsync(IdentityHost host, string email)
    {
        await using var scope = host.Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<UserManager<Account>>().FindByEmailAsync(email);
    }
}
