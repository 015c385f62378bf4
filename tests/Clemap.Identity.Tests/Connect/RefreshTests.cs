using System.Net;
using System.Text.Json;
using Clemap.Identity.Accounts;
using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Tests.Connect;

public sealed class RefreshTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refresh_AfterANewRole_BringsIt()
    {
        var (id, email) = await fixture.PersonAsync(Role.Electrician);
        var (flow, tokens) = await SignInAsync(email);
        await fixture.JoinAsync(id, fixture.FirstOrganisation, Role.Owner);
        using var answer = await flow.RefreshAsync(tokens.Text("refresh_token")!, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var refreshed = JsonElement.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        TokenContent.Of(refreshed, "access_token").GetProperty(ClemapClaims.Role).GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Refresh_AfterAChangedPassword_IsRefused()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        var (flow, tokens) = await SignInAsync(email);
        await using (var scope = fixture.Host.Services.CreateAsyncScope())
        {
            var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
            var account = (await accounts.FindByIdAsync(id.ToString()))!;
            (await accounts.ChangePasswordAsync(account, IdentityFixture.Password, "another long password")).Succeeded.ShouldBeTrue();
        }
        using var answer = await flow.RefreshAsync(tokens.Text("refresh_token")!, Cancel);
        (await answer.ErrorAsync(Cancel)).ShouldBe("invalid_grant");
    }

    private async Task<(CodeFlow Flow, JsonElement Tokens)> SignInAsync(string email)
    {
        using var visitor = new Visitor(fixture.Address);
        var flow = new CodeFlow(fixture.Address);
        return (flow, await flow.RunAsync(visitor, email, IdentityFixture.Password, Cancel));
    }
}
