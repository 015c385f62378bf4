using Clemap.Demo.Processes;
using Clemap.Demo.Site;

namespace Clemap.Demo.Check;

/// <summary>The walk through the whole product without a person: each step is what a person would do, through the same doors.</summary>
internal static class CheckRun
{
    /// <returns>True when every step held.</returns>
    public static async Task<bool> RunAsync(
        DemoOptions options, DemoFolder folder, Programs programs, List<Child> running, Progress progress, Figures figures, CancellationToken cancellationToken)
    {
        try
        {
            using var administrator = await SignedInAsync(DemoSite.Administrator);
            using var owner = await SignedInAsync(DemoSite.Owner);
            using var supplier = await SignedInAsync(DemoSite.Supplier);
            var begun = TimeProvider.System.GetUtcNow();
            await new LoadControlCheck(administrator, owner, folder, progress, figures).RunAsync(cancellationToken);
            await new RestartCheck(administrator, programs, running, progress).RunAsync(begun, cancellationToken);
            await new BillingCheck(owner, supplier, progress).RunAsync(cancellationToken);
            Console.WriteLine("All held.");
            return true;
        }
        catch (DemoException failure)
        {
            Console.WriteLine($"✗ {failure.Message}");
            return false;
        }

        async Task<Api> SignedInAsync(string email) =>
            new(await SignIn.AsAsync(options.Address, email, folder.Secrets.Password, cancellationToken));
    }
}
