namespace Clemap.Edge.Tests.CloudLink;

internal static class Patience
{
    public static async Task UntilAsync(Func<bool> holds, string what, int seconds = 15)
    {
        for (int i = 0; i < seconds * 20; i++)
        {
            if (holds())
                return;
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"{what}: not within {seconds} s");
    }
}
