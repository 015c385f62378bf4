using Clemap.Billing.CheckDigits;
using Clemap.Billing.Invoices;

namespace Clemap.Billing.Tests.CheckDigits;

public sealed class CheckDigitTests
{
    [Theory]
    [InlineData("21000000000313947143000901", "21 00000 00003 13947 14300 09017")]
    [InlineData("00000000000000202611000042", "00 00000 00000 00202 61100 00422")]
    public void QrReference_WorkedExample_HasItsCheckDigit(string digits, string printed)
    {
        var reference = QrReference.Create(digits);

        QrReference.Print(reference).ShouldBe(printed);
        QrReference.IsValid(reference).ShouldBeTrue();
        QrReference.IsValid(reference[..26] + (char)('0' + (reference[26] - '0' + 1) % 10)).ShouldBeFalse();
    }

    [Theory]
    [InlineData("539007547034", "RF18539007547034")]
    [InlineData("CLM202611000042", "RF59CLM202611000042")]
    public void CreditorReference_WorkedExample_HasItsCheckDigits(string text, string reference) =>
        CreditorReference.Create(text).ShouldBe(reference);

    [Theory]
    [InlineData("CH44 3199 9123 0008 8901 2", true, true)]
    [InlineData("CH93 0076 2011 6238 5295 7", true, false)]
    [InlineData("CH45 3199 9123 0008 8901 2", false, false)]
    [InlineData("DE89 3704 0044 0532 0130 00", false, false)]
    public void Iban_IsCheckedAndToldFromQrIban(string printed, bool valid, bool qr)
    {
        var iban = Iban.Normalise(printed);

        Iban.IsValid(iban).ShouldBe(valid);
        Iban.IsQrIban(iban).ShouldBe(qr);
    }

    [Theory]
    [InlineData("CHE-106.017.086", true)]
    [InlineData("CHE-428.851.403", true)]
    [InlineData("CHE-106.017.087", false)]
    [InlineData("CHE106017086", false)]
    public void Uid_IsChecked(string uid, bool valid) => Uid.IsValid(uid).ShouldBe(valid);

    [Fact]
    public void Uid_WithRegisterSuffix_IsNormalised() => Uid.Normalise("CHE-106.017.086 MWST").ShouldBe("CHE-106.017.086");

    [Theory]
    [InlineData("12X-0000001216-O", true)]
    [InlineData("12Y-0000000719-J", true)]
    [InlineData("12X-LIPPUNEREM-T", false)]
    public void Eic_IsChecked(string eic, bool valid) => Eic.IsValid(eic).ShouldBe(valid);

    [Theory]
    [InlineData("CH1009908000100000000000000000A1", false)]
    [InlineData("CH10099080001000000000000000000A1", true)]
    [InlineData("ch10099080001000000000000000000A1", false)]
    public void MeteringPointId_HasThirtyThreeCharacters(string id, bool valid) => MeteringPointId.IsValid(id).ShouldBe(valid);

    [Fact]
    public void PaymentReference_QrIban_CarriesPrefixMonthAndNumber() =>
        PaymentReference.Create("CH4431999123000889012", "210000", new DateOnly(2026, 10, 1), 42)
            .ShouldStartWith("21000000002026100000000042");

    [Fact]
    public void PaymentReference_OrdinaryIban_IsACreditorReference() =>
        PaymentReference.Create("CH9300762011623852957", "", new DateOnly(2026, 10, 1), 42).ShouldMatch("^RF[0-9]{2}202610000042$");
}
