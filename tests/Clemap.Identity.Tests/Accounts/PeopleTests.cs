using Clemap.Identity.Tests.Hosting;
using Clemap.Platform.Organisations;
using Clemap.Testing.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Tests.Accounts;

public sealed class PeopleTests(IdentityFixture fixture)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ensure_Twice_GivesTheSamePersonUnchanged()
    {
        var (id, email) = await fixture.PersonAsync(Role.Owner);
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<IPeople>();
        (await people.EnsureAsync(email.ToUpperInvariant(), "Somebody else", "another long password", Cancel)).ShouldBe(id);
        (await people.FindAsync(id, Cancel)).ShouldBe(new Person(id, email, "Anna Keller"));
        (await CodeFlow.AccessTokenAsync(fixture.Address, email, IdentityFixture.Password, Cancel)).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("somebody@example.ch", "elevenchars")]
    [InlineData("not an address", "a long enough password")]
    public async Task Ensure_WithAnUnacceptableAddressOrPassword_IsRefused(string email, string password)
    {
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<IPeople>();
        await Should.ThrowAsync<ArgumentException>(() => people.EnsureAsync(email, "Somebody", password, Cancel));
    }

    [Fact]
    public async Task List_GivesThoseThatExist()
    {
        var (first, _) = await fixture.PersonAsync();
        var (second, _) = await fixture.PersonAsync();
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var people = scope.ServiceProvider.GetRequiredService<IPeople>();
        var found = await people.ListAsync([first, Guid.CreateVersion7(), second], Cancel);
        found.Select(person => person.Id).ShouldBe([first, second], ignoreOrder: true);
        (await people.FindAsync(Guid.CreateVersion7(), Cancel)).ShouldBeNull();
    }
}
