using Clemap.Portal.SignIn;

namespace Clemap.Portal.Tests.SignIn;

public sealed class LocalAddressTests
{
    [Theory]
    [InlineData("/sites/1?tab=2", "/sites/1?tab=2")]
    [InlineData(null, "/")]
    [InlineData("https://evil.example", "/")]
    [InlineData("//evil.example", "/")]
    [InlineData("/\\evil.example", "/")]
    [InlineData("/\t/evil.example", "/")]
    public void OrHome_OnlyEverStaysHere(string? address, string expected) => LocalAddress.OrHome(address).ShouldBe(expected);
}
