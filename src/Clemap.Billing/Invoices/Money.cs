namespace Clemap.Billing.Invoices;

internal static class Money
{
    public const string Currency = "CHF";

    /// <summary>To the Rappen, halves away from zero, as shops and tax offices do.</summary>
    public static decimal Round(decimal amount) => Math.Round(amount, 2, MidpointRounding.AwayFromZero);
}
