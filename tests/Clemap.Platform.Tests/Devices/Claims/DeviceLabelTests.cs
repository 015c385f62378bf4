using Clemap.Platform.Devices.Claims;

namespace Clemap.Platform.Tests.Devices.Claims;

public sealed class DeviceLabelTests
{
    [Theory]
    [InlineData("CLEMAP serial=CL-080-000123 code=ABCDE-FGHJK-LMNPQ-RSTUV")]
    [InlineData("serial: cl-080-000123\ncode: ABCDE-FGHJK-LMNPQ-RSTUV")]
    [InlineData("https://portal.example/devices/claim#serial=CL-080-000123&code=ABCDE-FGHJK-LMNPQ-RSTUV")]
    [InlineData("CL-080-000123 ABCDE-FGHJK-LMNPQ-RSTUV")]
    [InlineData("  CL-080-000123;ABCDE-FGHJK-LMNPQ-RSTUV\n")]
    public void Text_WithBoth_IsRead(string text) => DeviceLabel.Read(text).ShouldBe(("CL-080-000123", "ABCDE-FGHJK-LMNPQ-RSTUV"));

    [Theory]
    [InlineData("")]
    [InlineData("CL-080-000123")]
    [InlineData("CL-080-000123 12")]
    [InlineData("ABCDE-FGHJK-LMNPQ-RSTUV")]
    [InlineData("ABCDE FGHJK LMNPQ RSTUV")]
    [InlineData("serial=CL-080-000123")]
    public void Text_WithOneOnly_IsNot(string text) => DeviceLabel.Read(text).ShouldBeNull();

    [Fact]
    public void Text_ThatIsTooLong_IsNot() => DeviceLabel.Read("serial=CL-080-000123 code=ABCDE-FGHJK-LMNPQ-RSTUV" + new string('x', 500)).ShouldBeNull();

    [Fact]
    public void Serial_IsForgiven_SpacesAndCase() => DeviceLabel.Serial(" cl-080 -000123\t").ShouldBe("CL-080-000123");
}
