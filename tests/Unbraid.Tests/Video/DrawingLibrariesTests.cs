using Unbraid.Audio;
using Unbraid.Video;
using Xunit;

namespace Unbraid.Tests.Video;

public class DrawingLibrariesTests
{
    [Fact]
    public void They_load_here() => Assert.Null(DrawingLibraries.Complaint);

    [Fact]
    public void What_does_not_load_is_a_fault_of_the_machine_with_its_remedy()
    {
        var failure = DrawingLibraries.Failure(
            () => throw new TypeInitializationException("SkiaSharp.SKObject", new DllNotFoundException("Unable to load 'libSkiaSharp'.")));

        var fault = DrawingLibraries.Fault(failure!);

        Assert.Equal(FaultReason.ToolMissing, fault.Reason);
        Assert.Equal(
            "The libraries that draw videos do not load (Unable to load 'libSkiaSharp'); install Unbraid anew, for this system and processor.", fault.Message);
    }

    [Fact]
    public void What_loads_is_no_failure() => Assert.Null(DrawingLibraries.Failure(() => { }));
}
