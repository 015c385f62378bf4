using System.Globalization;
using Clemap.Identity.Accounts;
using Clemap.Identity.Passwords;
using Clemap.Identity.Tests.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Identity.Tests.Passwords;

public sealed class PasswordRulesTests(IdentityFixture fixture)
{
    private static readonly Account Anna = new() { Name = "Anna Keller-Müller", Email = "anna.holzapfel@example.ch", UserName = "anna.holzapfel@example.ch" };

    [Theory]
    [InlineData("elevenchars", "PasswordTooShort")]
    [InlineData("Sommer-2026!", "PasswordCommon")]
    [InlineData("unser keller ist trocken", "PasswordPersonal")]
    [InlineData("Unser K3ll3r ist trocken", "PasswordPersonal")]
    [InlineData("der holzapfel faellt nicht", "PasswordPersonal")]
    [InlineData("die anna geht nach hause", "PasswordPersonal")]
    [InlineData("die Murmel rollt nach hause", null)]
    public async Task Rules_NameWhatIsBroken(string password, string? code) =>
        (await BrokenAsync(password)).Select(error => error.Code).ShouldBe(code is null ? [] : [code]);

    [Fact]
    public async Task Rules_RefuseMoreThanThePagesTake() =>
        (await BrokenAsync(new string('x', 200) + Guid.CreateVersion7() + Guid.CreateVersion7())).Single().Code.ShouldBe("PasswordTooLong");

    [Theory]
    [InlineData("de-CH", "12 Zeichen")]
    [InlineData("fr-CH", "12 caractères")]
    [InlineData("it-CH", "12 caratteri")]
    [InlineData("en-CH", "12 characters")]
    public async Task Rules_SpeakTheReadersLanguage(string culture, string part)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(culture);
        (await BrokenAsync("elevenchars")).Single().Description.ShouldContain(part);
    }

    private async Task<List<IdentityError>> BrokenAsync(string password)
    {
        await using var scope = fixture.Host.Services.CreateAsyncScope();
        var accounts = scope.ServiceProvider.GetRequiredService<UserManager<Account>>();
        accounts.PasswordValidators.ShouldContain(validator => validator is PasswordRules);
        var errors = new List<IdentityError>();
        foreach (var validator in accounts.PasswordValidators)
            errors.AddRange((await validator.ValidateAsync(accounts, Anna, password)).Errors);
        return errors;
    }
}
