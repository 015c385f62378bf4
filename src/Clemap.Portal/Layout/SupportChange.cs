namespace Clemap.Portal.Layout;

/// <summary>Tells what stands above every page of the visit that support was let in or out on one of them. Scoped: one visit hears of its own.</summary>
internal sealed class SupportChange
{
    public event Action? Made;

    public void Tell() => Made?.Invoke();
}
