using System.Diagnostics.Metrics;

namespace Unbraid.Service.Storage;

/// <summary>Figures of the data folder.</summary>
internal sealed class StorageFigures
{
    /// <summary>Counting what is stored reads the whole folder.</summary>
    private static readonly TimeSpan s_longestAge = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Counter<long> _received;
    private readonly DataFolder _folder;
    private readonly TimeProvider _clock;
    private List<Measurement<long>> _sizes = [];
    private long? _countedAt;

    public StorageFigures(IMeterFactory meters, DataFolder folder, TimeProvider clock)
    {
        (_folder, _clock) = (folder, clock);
        var meter = meters.Create("Unbraid.Storage");
        _received = meter.CreateCounter<long>("unbraid.storage.received", "By", "Content taken in, uploaded, fetched or generated.");
        meter.CreateObservableGauge("unbraid.storage.size", Sizes, "By", "What is stored, by area; up to a minute old.");
        meter.CreateObservableGauge("unbraid.storage.free", () => folder.Free, "By", "Free space on the disk of the data folder, or on that of the objects if there is less.");
    }

    public void Receive(int bytes) => _received.Add(bytes);

    private List<Measurement<long>> Sizes()
    {
        lock (_gate)
        {
            if (_countedAt is not { } at || _clock.GetElapsedTime(at) > s_longestAge)
            {
                _countedAt = _clock.GetTimestamp();
                _sizes = [.. new DirectoryInfo(_folder.Objects).EnumerateDirectories().Where(area => area.Name[0] != '.').Select(SizeOf)];
            }

            return _sizes;
        }
    }

    private static Measurement<long> SizeOf(DirectoryInfo area)
    {
        // What goes in the meantime has no size any more.
        var files = area.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true });
        return new(files.Sum(file => file.Exists ? file.Length : 0), new KeyValuePair<string, object?>("unbraid.storage.area", area.Name));
    }
}
