namespace Clemap.Billing.CheckDigits;

/// <summary>Energy identification code of a party or an area: 15 characters and a check character.</summary>
internal static class Eic
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

    public static bool IsValid(string eic)
    {
        if (eic.Length != 16 || eic.Any(letter => !Alphabet.Contains(letter)))
            return false;
        var sum = 0;
        for (var place = 0; place < 15; place++)
            sum += Alphabet.IndexOf(eic[place]) * (16 - place);
        return eic[15] == Alphabet[36 - (sum - 1) % 37];
    }
}
