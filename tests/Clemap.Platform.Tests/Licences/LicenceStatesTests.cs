using Clemap.Platform.Licences;

namespace Clemap.Platform.Tests.Licences;

public sealed class LicenceStatesTests
{
    private static readonly Plans Plans = Plans.Load();

    [Theory]
    [InlineData("2025-12-31", LicenceState.Coming, false)]
    [InlineData("2026-01-01", LicenceState.InForce, true)]
    [InlineData("2026-12-01", LicenceState.InForce, true)]
    [InlineData("2026-12-02", LicenceState.EndsSoon, true)]
    [InlineData("2026-12-31", LicenceState.EndsSoon, true)]
    [InlineData("2027-01-01", LicenceState.Grace, true)]
    [InlineData("2027-01-30", LicenceState.Grace, true)]
    [InlineData("2027-01-31", LicenceState.Ended, false)]
    public void Of_AYear_SaysWhereItStands(string today, LicenceState state, bool gives)
    {
        var found = LicenceStates.Of(new(2026, 1, 1), new(2026, 12, 31), DateOnly.Parse(today, System.Globalization.CultureInfo.InvariantCulture), Plans);
        (found, found.Gives()).ShouldBe((state, gives));
    }

    [Fact]
    public void Of_WithoutEnd_StaysInForce() => LicenceStates.Of(new(2026, 1, 1), null, new(2099, 1, 1), Plans).ShouldBe(LicenceState.InForce);
}
