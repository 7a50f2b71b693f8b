using System.Runtime.InteropServices;
using Unbraid.Audio.Ffmpeg;
using Xunit;

namespace Unbraid.Tests.Audio;

public class FfmpegInstallationTests
{
    [Theory]
    [InlineData("WINDOWS", "", "with `winget install Gyan.FFmpeg`")]
    [InlineData("OSX", "", "with `brew install ffmpeg`")]
    [InlineData("LINUX", "apt-get", "with `apt-get install ffmpeg`")]
    [InlineData("LINUX", "dnf", "with `dnf install ffmpeg-free`")]
    [InlineData("LINUX", "zypper", "with `zypper install ffmpeg`")]
    [InlineData("LINUX", "pacman", "with `pacman -S ffmpeg`")]
    [InlineData("LINUX", "apk", "with `apk add ffmpeg`")]
    [InlineData("LINUX", "", "with the system's package manager")]
    public void The_way_to_install_it_is_the_systems_own(string system, string manager, string words) =>
        Assert.Equal(words, FfmpegInstallation.HowTo(OSPlatform.Create(system), tool => tool == manager));
}
