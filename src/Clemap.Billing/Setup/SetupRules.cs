using Clemap.Billing.CheckDigits;

namespace Clemap.Billing.Setup;

/// <summary>What a set-up must hold before it is stored: a wrong IBAN on an issued invoice cannot be taken back.</summary>
internal static class SetupRules
{
    public static void Check(SiteBilling billing)
    {
        var iban = Iban.Normalise(billing.Creditor.Iban);
        Require(Iban.IsValid(iban), "creditor.iban", "is not a Swiss account number");
        Require(billing.Creditor.Uid is not { } uid || Uid.IsValid(Uid.Normalise(uid)), "creditor.uid", "has a wrong check digit");
        Require(
            billing.Creditor.ReferencePrefix.Length <= 10 && billing.Creditor.ReferencePrefix.All(char.IsAsciiDigit),
            "creditor.referencePrefix",
            "has up to 10 digits");
        CheckAddress(billing.Creditor.Address, "creditor.address");
        Require(Eic.IsValid(billing.Sdat.SenderEic), "sdat.senderEic", "has a wrong check character");
        Require(Eic.IsValid(billing.Sdat.ReceiverEic), "sdat.receiverEic", "has a wrong check character");
        Require(IsRole(billing.Sdat.SenderRole), "sdat.senderRole", "is not a code of three capital letters");
        Require(IsRole(billing.Sdat.ReceiverRole), "sdat.receiverRole", "is not a code of three capital letters");
        foreach (var tariff in billing.Tariffs)
            CheckTariff(tariff, billing.Creditor);
        foreach (var resident in billing.Residents)
            CheckResident(resident);
        foreach (var point in billing.MeteringPoints)
            Require(MeteringPointId.IsValid(point.Id), "meteringPoints.id", "is not a 33-character metering point");
    }

    private static bool IsRole(string code) => code.Length == 3 && code.All(char.IsAsciiLetterUpper);

    private static void CheckTariff(TariffVersion tariff, CreditorAccount creditor)
    {
        Require(tariff.ValidFrom.Day == 1, "tariffs.validFrom", "is not the first day of a month");
        Require(
            tariff is { SolarPerKwh: >= 0, GridPerKwh: >= 0, BaseFeePerMonth: >= 0, VatPercent: >= 0 and < 100 },
            "tariffs",
            "has a price below zero or an impossible rate");
        Require(tariff.VatMode == VatMode.None || creditor.Uid is not null, "creditor.uid", "is missing although the tariff names VAT");
    }

    private static void CheckResident(SiteResident resident)
    {
        Require(resident.Name.Length is > 0 and <= 70, "residents.name", "has 1 to 70 characters");
        Require(resident.Language is "de" or "fr" or "it" or "en", "residents.language", "is not de, fr, it or en");
        CheckAddress(resident.Address, "residents.address");
        foreach (var card in resident.Cards)
            Require(card.Until is not { } until || until > card.From, "residents.cards.until", "is not after its beginning");
        foreach (var space in resident.Parking)
            Require(space.Until is not { } until || until > space.From, "residents.parking.until", "is not after its beginning");
    }

    /// <summary>Lengths of the Swiss QR-bill.</summary>
    private static void CheckAddress(PostalAddress address, string field) => Require(
        address is { Street.Length: <= 70, HouseNumber.Length: <= 16, PostalCode.Length: > 0 and <= 16, Town.Length: > 0 and <= 35, Country.Length: 2 },
        field,
        "does not fit the Swiss QR-bill");

    private static void Require(bool holds, string field, string rule)
    {
        if (!holds)
            throw new ArgumentException($"{field} {rule}.", field);
    }
}
