// Runs the test suite of Steinberg's VST3 SDK over every class of a bundle: what their validator does with -e, and each
// test once more with an instance of its own. Prints what fails, and how many tests passed.

#include "pluginterfaces/gui/iplugview.h"
#include "public.sdk/source/vst/hosting/hostclasses.h"
#include "public.sdk/source/vst/hosting/module.h"
#include "public.sdk/source/vst/hosting/plugprovider.h"
#include "public.sdk/source/vst/testsuite/vsttestsuite.h"
#include "public.sdk/source/vst/utility/stringconvert.h"

#include <cstring>
#include <functional>
#include <iostream>
#include <vector>

using namespace Steinberg;
using namespace Steinberg::Vst;

namespace Steinberg {
DEF_CLASS_IID (ITestResult)
}

namespace {

// Keeps what the tests say until it is known whether they failed.
class Result : public U::Implements<U::Directly<ITestResult>>
{
public:
	std::vector<std::string> errors;
	std::vector<std::string> messages;

	void PLUGIN_API addErrorMessage (const tchar* text) override
	{
		auto message = StringConvert::convert (text);
		// The plugin refuses rates that no host uses; Steinberg's validator lets that pass as well.
		bool refused = message.find ("setupProcessing (..) failed for samplerate") != std::string::npos;
		(refused ? messages : errors).push_back (message);
	}
	void PLUGIN_API addMessage (const tchar* text) override
	{
		messages.push_back (StringConvert::convert (text));
	}
};

using Make = std::function<TestBase*(ITestPlugProvider*)>;

template <typename T>
Make plain ()
{
	return [] (ITestPlugProvider* plug) { return new T (plug); };
}

template <typename T>
void bothWidths (std::vector<Make>& tests)
{
	for (int32 width : {kSample32, kSample64})
		tests.push_back ([width] (ITestPlugProvider* plug) { return new T (plug, width); });
}

// Two more are in the SDK, of invalid and repeated changes of state, which want opposite results of the same call.
std::vector<Make> allTests ()
{
	std::vector<Make> tests {
		plain<EditorClassesTest> (),
		plain<ScanBussesTest> (),
		plain<ScanParametersTest> (),
		plain<MidiMappingTest> (),
		plain<MidiLearnTest> (),
		plain<UnitInfoTest> (),
		plain<ProgramInfoTest> (),
		plain<TerminateInitializeTest> (),
		plain<UnitStructureTest> (),
		plain<BusConsistencyTest> (),
		plain<BusInvalidIndexTest> (),
		plain<BusActivationTest> (),
		plain<CheckAudioBusArrangementTest> (),
		plain<SideChainArrangementTest> (),
		plain<KeyswitchTest> (),
		plain<NoteExpressionTest> (),
		plain<ParameterFunctionNameTest> (),
		plain<ProcessContextRequirementsTest> (),
	};
	bothWidths<ValidStateTransitionTest> (tests);
	bothWidths<SuspendResumeTest> (tests);
	bothWidths<BypassPersistenceTest> (tests);
	bothWidths<ProcessTest> (tests);
	bothWidths<ProcessThreadTest> (tests);
	bothWidths<ProcessTailTest> (tests);
	bothWidths<SilenceFlagsTest> (tests);
	bothWidths<SilenceProcessingTest> (tests);
	bothWidths<ProcessInputOverwritingTest> (tests);
	bothWidths<ProcessFormatTest> (tests);
	bothWidths<VariableBlockSizeTest> (tests);
	bothWidths<FlushParamTest> (tests);
	bothWidths<FlushParamTest2> (tests);
	bothWidths<FlushParamTest3> (tests);
	for (int32 width : {kSample32, kSample64})
	{
		for (bool accurate : {true, false})
		{
			for (int32 every : {100, 16, 1})
				for (int32 parameters : {1, 2, 3, 10, -1})
					tests.push_back ([=] (ITestPlugProvider* plug) {
						return new AutomationTest (plug, width, every, parameters, accurate);
					});
		}
		const SpeakerArrangement arrangements[] = {
			SpeakerArr::kMono, SpeakerArr::kStereo, SpeakerArr::kStereoSurround, SpeakerArr::k30Cine,
			SpeakerArr::k40Cine, SpeakerArr::k50, SpeakerArr::k51, SpeakerArr::k71Cine,
		};
		for (auto inputs : arrangements)
			for (auto outputs : arrangements)
				tests.push_back ([=] (ITestPlugProvider* plug) {
					return new SpeakerArrangementTest (plug, width, inputs, outputs);
				});
	}
	return tests;
}

struct Count
{
	int passed = 0;
	int failed = 0;
};

void run (const Make& make, PlugProvider* plug, bool verbose, Count& count)
{
	IPtr<TestBase> test = owned (make (plug));
	Result result;
	bool done = test->setup () && test->run (&result);
	done = test->teardown () && done && result.errors.empty ();
	(done ? count.passed : count.failed)++;
	if (done && !verbose)
		return;
	std::cout << (done ? "ok      " : "FAILED  ") << test->getName () << "\n";
	for (const auto& message : result.messages)
		std::cout << "          " << message << "\n";
	for (const auto& error : result.errors)
		std::cout << "    !!    " << error << "\n";
}

// Null is no place and no end of the list: calls that the SDK's own tests leave out.
bool windowIsRefusedWithoutParent (PlugProvider* plug)
{
	auto* controller = plug->getController ();
	if (!controller)
		return false;
	IPtr<IPlugView> view = owned (controller->createView (ViewType::kEditor));
	bool good = true;
	if (view)
	{
		ViewRect size;
		good &= view->getSize (&size) == kResultOk && size.getWidth () > 0;
		good &= view->getSize (nullptr) != kResultOk;
		good &= view->isPlatformTypeSupported ("nothing") != kResultOk;
		good &= view->attached (nullptr, kPlatformTypeX11EmbedWindowID) != kResultOk;
		good &= view->onSize (nullptr) != kResultOk;
		good &= view->setFrame (nullptr) == kResultOk;
	}
	good &= controller->createView ("nothing") == nullptr;
	plug->releasePlugIn (nullptr, controller);
	return good;
}

} // namespace

int main (int argc, char* argv[])
{
	bool verbose = argc > 2 && std::strcmp (argv[2], "--verbose") == 0;
	if (argc < 2)
	{
		std::cerr << "usage: validator BUNDLE.vst3 [--verbose]\n";
		return 2;
	}
	std::string error;
	auto module = VST3::Hosting::Module::create (argv[1], error);
	if (!module)
	{
		std::cerr << "the bundle cannot be loaded: " << error << "\n";
		return 2;
	}
	IPtr<HostApplication> host = owned (new HostApplication);
	PluginContextFactory::instance ().setPluginContext (host);
	TestingPluginContext::set (host);

	const auto& factory = module->getFactory ();
	Count all;
	int classes = 0;
	for (const auto& info : factory.classInfos ())
	{
		if (info.category () != kVstAudioEffectClass)
			continue;
		classes++;
		Count count;
		IPtr<PlugProvider> shared = owned (new PlugProvider (factory, info, true));
		if (!shared->initialize ())
		{
			std::cout << "FAILED  " << info.name () << " cannot be created\n";
			all.failed++;
			continue;
		}
		for (const auto& make : allTests ())
			run (make, shared, verbose, count);
		bool window = windowIsRefusedWithoutParent (shared);
		(window ? count.passed : count.failed)++;
		if (!window)
			std::cout << "FAILED  the window takes calls that make no sense\n";
		for (const auto& make : allTests ())
		{
			IPtr<PlugProvider> own = owned (new PlugProvider (factory, info, false));
			if (own->initialize ())
				run (make, own, false, count);
			else
				count.failed++;
		}
		std::cout << info.name () << ": " << count.passed << " passed, " << count.failed << " failed\n";
		all.passed += count.passed;
		all.failed += count.failed;
	}
	std::cout << "All: " << all.passed << " of " << all.passed + all.failed << " tests passed in " << classes
	          << " classes\n";
	return all.failed == 0 && classes > 0 ? 0 : 1;
}
