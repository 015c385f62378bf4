using System.Text;
using Clemap.Identity.SecondFactor;

namespace Clemap.Identity.Tests.SecondFactor;

public sealed class OneTimeCodesTests
{
    // The secret and times of RFC 6238, appendix B, with the last six of its eight digits.
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    [Theory]
    [InlineData(59, "287082")]
    [InlineData(1111111109, "081804")]
    [InlineData(1111111111, "050471")]
    [InlineData(1234567890, "005924")]
    [InlineData(2000000000, "279037")]
    [InlineData(20000000000, "353130")]
    public void CodeOf_AsTheStandardSays(long second, string code)
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(second);
        OneTimeCodes.CodeOf(Secret, OneTimeCodes.StepAt(at)).ShouldBe(code);
        OneTimeCodes.StepOf(Secret, code, at).ShouldBe(OneTimeCodes.StepAt(at));
        OneTimeCodes.StepOf(Secret, code, at.AddSeconds(30)).ShouldBe(OneTimeCodes.StepAt(at));
        OneTimeCodes.StepOf(Secret, code, at.AddSeconds(61)).ShouldBeNull();
        OneTimeCodes.StepOf(Secret, code, at.AddSeconds(-91)).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("28708")]
    [InlineData("2870821")]
    [InlineData("٢٨٧٠٨٢")]
    public void StepOf_WhatIsNoCode_IsNone(string code) => OneTimeCodes.StepOf(Secret, code, DateTimeOffset.FromUnixTimeSeconds(59)).ShouldBeNull();

    [Fact]
    public void Readable_IsBase32() => OneTimeCodes.Readable(Secret).ShouldBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");

    [Fact]
    public void Address_NamesAccountAndIssuer() => OneTimeCodes.AddressOf(Secret, "anna+1@example.ch")
        .ShouldBe("otpauth://totp/CLEMAP:anna%2B1%40example.ch?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=CLEMAP");
}
